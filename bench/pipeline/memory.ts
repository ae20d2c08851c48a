import { formatCount, formatSize } from '../../runtime/base/units.ts';
import { KEYS_PER_STATION } from '../../simulator/sensors.ts';
import { readArguments } from '../support/arguments.ts';
import { inputFile } from '../support/input-file.ts';
import { report } from '../support/report.ts';
import { table } from '../support/table.ts';
import { chosen } from './programs.ts';
import { runRounds } from './rounds.ts';

/** `npm run bench -- memory`: many keys with few events each; memory a key. Throws `usage` and `bench-failed`. */
export async function memoryBench(args: readonly string[]): Promise<void> {
  const given = readArguments(args, ['keys', 'visits', 'rate', 'rounds']);
  const keys = given.integer('keys', 1_000_000, 1);
  const visits = given.integer('visits', 1, 1);
  const rounds = given.integer('rounds', 1, 1);
  const rate = given.number('rate', 10_000, 0.001);
  const simulator = { order: 'sweep' as const, keys, stations: Math.ceil(keys / KEYS_PER_STATION), rate };
  const measured = await runRounds(chosen(given.only), await inputFile(keys * visits, simulator), rounds);
  const rows = measured.map((row) => ({ ...row, bytesPerKey: Math.round(row.maxRssBytes / keys) }));
  await report({ bench: 'memory', options: { visits, rounds, ...simulator }, rows }, given, () =>
    table(
      ['program', 'memory', 'bytes a key', 'seconds'],
      rows.map((row) => [
        row.program,
        formatSize(row.maxRssBytes),
        formatCount(row.bytesPerKey),
        row.seconds.toFixed(2),
      ]),
    ),
  );
}
