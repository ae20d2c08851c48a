import { formatCount, formatSize } from '../../runtime/base/units.ts';
import { readArguments } from '../support/arguments.ts';
import { inputFile } from '../support/input-file.ts';
import { report } from '../support/report.ts';
import { table } from '../support/table.ts';
import { chosen } from './programs.ts';
import { type Row, runRounds } from './rounds.ts';

/**
 * `npm run bench -- run`: the same file through the plain loop, the fast loop and `millrace run`. Throws `usage` and
 * `bench-failed`.
 */
export async function runBench(args: readonly string[]): Promise<void> {
  const given = readArguments(args, ['events', 'stations', 'rate', 'seed', 'rounds']);
  const events = given.integer('events', 1_000_000, 1);
  const rounds = given.integer('rounds', 5, 1);
  // Nothing is late: where something is, results depend on the number of partitions.
  const simulator = {
    stations: given.integer('stations', 1000, 1),
    rate: given.number('rate', 1000, 0.001),
    seed: given.integer('seed', 1, 0),
    outOfOrder: 0.01,
    wrong: 0.001,
    duplicates: 0.001,
  };
  const rows = await runRounds(chosen(given.only), await inputFile(events, simulator), rounds);
  await report({ bench: 'run', options: { events, rounds, ...simulator }, rows }, given, () => tableOf(rows, events));
}

function tableOf(rows: readonly Row[], events: number): string {
  const base = rows[0];
  const headings = ['program', 'seconds', 'ratio', 'lines/s', 'CPU user', 'CPU system', 'ratio', 'memory'];
  const cells = rows.map((row) => [
    row.program,
    row.seconds.toFixed(2),
    ratio(row.seconds, base?.seconds),
    formatCount(events / row.seconds),
    row.userSeconds.toFixed(2),
    row.systemSeconds.toFixed(2),
    ratio(row.userSeconds + row.systemSeconds, base && base.userSeconds + base.systemSeconds),
    formatSize(row.maxRssBytes),
  ]);
  return table(headings, cells);
}

function ratio(value: number, base: number | undefined): string {
  return base === undefined ? '-' : (value / base).toFixed(2);
}
