import { availableParallelism } from 'node:os';
import { formatCount, formatSize } from '../../runtime/base/units.ts';
import { readArguments, usage } from '../support/arguments.ts';
import { report } from '../support/report.ts';
import { median, table } from '../support/table.ts';
import { type IdleRow, measureIdle } from './idle.ts';
import { runTogether, type Together } from './together.ts';

const CUSTOMERS = ['1', '2', '5', '50'];

/** Customers that started together, their rounds and the medians of these. */
interface TogetherRow extends Together {
  readonly rounds: readonly Together[];
}

/**
 * `npm run bench -- customers`: how long it takes until customers that start together have all their results, and what a
 * process costs whose tenants send nothing; on the embedded log. Throws `usage`, `bench-failed`.
 */
export async function customersBench(args: readonly string[]): Promise<void> {
  const given = readArguments(args, ['lines', 'rounds', 'threads', 'idle', 'seconds']);
  const lines = given.integer('lines', 1000, 1);
  const rounds = given.integer('rounds', 3, 1);
  const threads = given.integer('threads', Math.min(4, availableParallelism()), 1);
  const idle = given.integer('idle', 1000, 0);
  const seconds = given.number('seconds', 60, 0.1);
  const counts = (given.only ?? CUSTOMERS).map(countOf);
  const together = await inRounds(counts, rounds, { lines, threads });
  const rows: (TogetherRow | IdleRow)[] = [...together];
  const idleRow = idle > 0 ? await measureIdle({ tenants: idle, threads, seconds }) : undefined;
  if (idleRow !== undefined) rows.push(idleRow);
  const options = { customers: counts, lines, rounds, threads, idle, seconds };
  await report({ bench: 'customers', options, rows }, given, () =>
    [togetherTable(together), ...(idleRow === undefined ? [] : [idleTable(idleRow)])].join('\n\n'),
  );
}

/** A round after the other, so that a disturbance of the machine meets all of them. */
async function inRounds(
  counts: readonly number[],
  rounds: number,
  shape: { readonly lines: number; readonly threads: number },
): Promise<TogetherRow[]> {
  const measured = counts.map((): Together[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, customers] of counts.entries()) measured[i]?.push(await runTogether({ customers, ...shape }));
  }
  return counts.map((customers, i) => {
    const own = measured[i] as Together[];
    const middle = (pick: (run: Together) => number): number => median(own.map(pick));
    return {
      customers,
      events: middle(({ events }) => events),
      results: middle(({ results }) => results),
      seconds: middle((run) => run.seconds),
      processorSeconds: middle(({ processorSeconds }) => processorSeconds),
      rounds: own,
    };
  });
}

function togetherTable(rows: readonly TogetherRow[]): string {
  const headings = ['customers', 'events', 'results', 'seconds', 'ratio', 'CPU'];
  const cells = rows.map(({ customers, events, results, seconds, processorSeconds }) => [
    formatCount(customers),
    formatCount(events),
    formatCount(results),
    seconds.toFixed(2),
    (seconds / (rows[0]?.seconds ?? Number.NaN)).toFixed(2),
    processorSeconds.toFixed(2),
  ]);
  return table(headings, cells);
}

function idleTable({ tenants, startSeconds, load, memory, files }: IdleRow): string {
  const cells = [formatCount(tenants), startSeconds.toFixed(1), `${(load * 100).toFixed(1)} %`];
  return table(
    ['idle tenants', 'start s', 'of a core', 'memory', 'files'],
    [[...cells, formatSize(memory), formatCount(files)]],
  );
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw usage(`there cannot be ${text} customers`, 'give --only numbers with commas between, such as 1,2,5,50');
}
