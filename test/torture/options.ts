import { parseArgs } from 'node:util';

/** What a run of the torture is asked for. */
export interface TortureOptions {
  /** Decides the faults, their times and the lines that are sent. */
  readonly seed: number;
  /** How long faults happen. */
  readonly minutes: number;
  readonly servers: 'nats+cassandra' | 'sqlite';
  /** Owners of one configuration; one on SQLite. */
  readonly processes: number;
}

export const usage =
  'npm run torture -- [--seed N] [--minutes M] [--servers nats+cassandra|sqlite] [--processes 1|2|3]';

/** @throws an Error that says what is wrong. */
export function readOptions(args: readonly string[]): TortureOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      minutes: { type: 'string', default: '2' },
      servers: { type: 'string', default: 'nats+cassandra' },
      processes: { type: 'string' },
    },
  });
  const { servers } = values;
  if (servers !== 'nats+cassandra' && servers !== 'sqlite') throw new Error(`--servers ${servers}: ${usage}`);
  const processes = Number(values.processes ?? (servers === 'sqlite' ? 1 : 2));
  const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
  if (!Number.isSafeInteger(seed) || !(minutes > 0)) throw new Error(usage);
  if (![1, 2, 3].includes(processes) || (servers === 'sqlite' && processes > 1)) throw new Error(usage);
  return { seed, minutes, servers, processes };
}
