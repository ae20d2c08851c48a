import { isDeepStrictEqual } from 'node:util';
import { noModules } from '../../../actors/catalog.ts';
import type { TenantSettings } from '../../../actors/settings.ts';
import type { LogRecord } from '../../../connectors/log.ts';
import type { SnapshotStore } from '../../../connectors/snapshot-store.ts';
import { load } from '../../../runtime/checkpoint/load.ts';
import type { Manifest } from '../../../runtime/checkpoint/manifest.ts';
import { Partition } from '../../../runtime/partition/partition.ts';
import { stateOf } from '../reference/checkpoints.ts';

/** I8: a checkpoint holds the state that a single run from the first record would have at its sequence, whoever took it. */
export async function sameState(
  partition: string,
  manifest: Manifest,
  input: readonly LogRecord[],
  snapshots: SnapshotStore,
): Promise<string[]> {
  const stored = await load(
    { partition, snapshots, makePartition: async () => fresh(manifest.head.settings) },
    manifest,
  );
  const single = fresh(manifest.head.settings);
  for (const record of input) {
    if (record.sequence > manifest.head.sequence) break;
    single.take(record);
    single.clearOutbox();
  }
  single.passTo(manifest.head.sequence);
  if (isDeepStrictEqual(stateOf(stored), stateOf(single))) return [];
  return [`I8: the checkpoint at ${manifest.head.sequence} holds another state than a single run has there`];
}

function fresh(settings: TenantSettings): Partition {
  return new Partition({ settings, place: { index: 0, count: 1 }, modules: noModules, bounded: false });
}
