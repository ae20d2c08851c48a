import { formatCount, formatSize } from '../../runtime/base/units.ts';
import { readArguments, usage } from '../support/arguments.ts';
import { report } from '../support/report.ts';
import { table } from '../support/table.ts';
import { type CheckpointFigures, KeyedPartition, type RestoreFigures } from './keyed-partition.ts';
import { openStore, type StoreName, storeNames } from './stores.ts';

interface Row {
  readonly store: StoreName;
  /** Of all keys, then of those that changed. */
  readonly checkpoints: readonly CheckpointFigures[];
  readonly restore: RestoreFigures;
}

/**
 * `npm run bench -- restore`: how long checkpoints of many keys hold their partition up, and how long a new owner takes to
 * restore them. Throws `usage`.
 */
export async function restoreBench(args: readonly string[]): Promise<void> {
  const given = readArguments(args, ['keys', 'changed']);
  const keys = given.integer('keys', 1_000_000, 1);
  const changed = given.integer('changed', Math.ceil(keys / 10), 1);
  const rows: Row[] = [];
  for (const store of given.only ?? ['sqlite']) rows.push(await measured(nameOf(store), keys, changed));
  await report({ bench: 'restore', options: { keys, changed }, rows }, given, () => tableOf(rows));
}

async function measured(store: StoreName, keys: number, changed: number): Promise<Row> {
  await using opened = await openStore(store);
  const partition = await KeyedPartition.own(opened);
  await partition.take(keys, keys);
  const all = await partition.checkpoint();
  await partition.take(keys, changed);
  const some = await partition.checkpoint();
  return { store, checkpoints: [all, some], restore: await partition.restore() };
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ store, checkpoints, restore }) => [
    ...checkpoints.map(({ written, bytes, seconds, longestPause, pauses }) => [
      `${store}: checkpoint`,
      formatCount(written),
      formatSize(bytes),
      seconds.toFixed(2),
      longestPause.toFixed(1),
      (pauses / 1000).toFixed(2),
    ]),
    [
      `${store}: restore`,
      formatCount(restore.actors),
      formatSize(restore.bytes),
      restore.seconds.toFixed(2),
      restore.longestHold.toFixed(1),
      '-',
    ],
  ]);
  return table(['', 'actors', 'bytes', 'seconds', 'longest ms', 'held s'], lines);
}

function nameOf(name: string): StoreName {
  const found = storeNames.find((known) => known === name);
  if (found === undefined) throw usage(`there is no store '${name}'`, `give --only some of ${storeNames.join(', ')}`);
  return found;
}
