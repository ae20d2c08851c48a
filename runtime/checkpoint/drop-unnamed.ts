import type { PartitionName, SnapshotStore } from '../../connectors/snapshot-store.ts';
import type { OwnerCell } from './owner-cell.ts';

/** Drops the segments of a partition's checkpoints that no kept manifest needs, this owner's and those that older owners left. */
export async function dropUnnamed(snapshots: SnapshotStore, name: PartitionName, cell: OwnerCell): Promise<void> {
  const named = new Set<string>();
  for (const manifest of cell.manifests) {
    for (const { epoch, checkpoint } of manifest?.segments ?? []) named.add(`${epoch}/${checkpoint}`);
  }
  for (const stored of await snapshots.listCheckpoints(name)) {
    if (stored.epoch > cell.epoch || named.has(`${stored.epoch}/${stored.checkpoint}`)) continue;
    await snapshots.dropCheckpoint(stored);
  }
}
