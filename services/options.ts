import { parseArgs } from 'node:util';
import { MillraceError, messageOf } from '../runtime/base/errors.ts';

/** A server by the name that the command knows it by. */
export type Part = 'nats' | 'cassandra';

/** What the command line asks for. */
export interface Options {
  readonly verb: 'start' | 'stop' | 'status';
  readonly parts: readonly Part[];
  readonly json: boolean;
  readonly folder: string;
  /** The ports asked for. */
  readonly ports: Readonly<Partial<Record<Part, number>>>;
}

const VERBS = ['start', 'stop', 'status'] as const;
const PARTS = ['nats', 'cassandra'] as const;
const USAGE = 'start|stop|status [--json] [--folder DIR] [--nats-port N] [--cassandra-port N] [--only nats|cassandra]';

/** Reads the command line. Throws `usage`. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const verb = VERBS.find((known) => known === positionals[0]);
  if (verb === undefined || positionals.length !== 1) throw usage(`there is no command '${positionals.join(' ')}'`);
  const only = PARTS.find((known) => known === values.only);
  if (values.only !== undefined && only === undefined) throw usage(`there is no server '${values.only}'`);
  const [nats, cassandra] = [portOf(values['nats-port']), portOf(values['cassandra-port'])];
  return {
    verb,
    parts: only === undefined ? PARTS : [only],
    json: values.json ?? false,
    folder: values.folder ?? '.services',
    ports: { ...(nats !== undefined && { nats }), ...(cassandra !== undefined && { cassandra }) },
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    json: { type: 'boolean' },
    folder: text,
    'nats-port': text,
    'cassandra-port': text,
    only: text,
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (thrown) {
    throw usage(messageOf(thrown));
  }
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw usage(`there is no port '${text}'`);
}

function usage(what: string): MillraceError {
  return new MillraceError('usage', { what, where: 'npm run services', fix: `call it with ${USAGE}` });
}
