import type { PartitionName, SnapshotStore } from '../../connectors/snapshot-store.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import { load } from '../checkpoint/load.ts';
import { decodeRow, type Manifest } from '../checkpoint/manifest.ts';
import { isWhole } from '../checkpoint/segments.ts';
import { loadModules } from '../modules/load-modules.ts';
import { Partition } from '../partition/partition.ts';
import type { PartitionPlace } from '../partition/partition-state.ts';

/** The newest checkpoint of a partition that can be used, and what was read of it. */
export interface LastCheckpoint<T> {
  /** The newest owner's; 0 before the first. */
  readonly epoch: number;
  /** Undefined when there is no checkpoint that can be used. */
  readonly found: { readonly manifest: Manifest; readonly content: T } | undefined;
  /** Why newer checkpoints were not used, newest first. */
  readonly notes: readonly string[];
}

/**
 * Reads the newest checkpoint that can be read; where that fails, the one before it. Claims nothing and writes nothing, so
 * that it can be done beside an owner.
 *
 * @param read throws a {@link MillraceError} for a checkpoint that cannot be used.
 */
export async function readLastCheckpoint<T>(
  snapshots: SnapshotStore,
  name: PartitionName,
  read: (manifest: Manifest) => Promise<T>,
): Promise<LastCheckpoint<T>> {
  const notes: string[] = [];
  let epoch = 0;
  try {
    const cell = await snapshots.readManifest(name);
    if (cell === undefined) return { epoch, found: undefined, notes };
    const row = decodeRow(cell, `partition ${name}`);
    epoch = row.epoch;
    for (const manifest of row.manifests) {
      if (manifest === undefined) notes.push('a checkpoint cannot be used: its manifest does not match its checksum');
      else {
        const content = await read(manifest).catch(noted(notes, `checkpoint ${manifest.checkpoint} cannot be used`));
        if (content !== undefined) return { epoch, found: { manifest, content }, notes };
      }
    }
  } catch (thrown) {
    noted(notes, 'no checkpoint can be used')(thrown);
  }
  return { epoch, found: undefined, notes };
}

/** Passes when every segment of a checkpoint is whole. @throws segment-damaged. */
export async function checkSegments(
  snapshots: SnapshotStore,
  partition: PartitionName,
  manifest: Manifest,
): Promise<true> {
  for (const reference of manifest.segments) {
    const { epoch, checkpoint, chunk } = reference;
    if (isWhole(await snapshots.getSegment({ partition, epoch, checkpoint, chunk }), reference)) continue;
    throw new MillraceError('segment-damaged', {
      what: `segment ${epoch}/${checkpoint}/${chunk} is missing or damaged`,
      where: `partition ${partition}`,
      fix: 'the checkpoint before it is used',
    });
  }
  return true;
}

/**
 * A partition with the state of a checkpoint, under the settings of that time.
 *
 * @param folder what the settings' paths are relative to.
 * @throws segment-damaged, state-version, module-not-loaded, actor-invalid, format-invalid, actor-settings-invalid.
 */
export async function restoredFrom(
  snapshots: SnapshotStore,
  partition: PartitionName,
  manifest: Manifest,
  { place, folder }: { readonly place: PartitionPlace; readonly folder: string },
): Promise<Partition> {
  const { settings } = manifest.head;
  const modules = await loadModules(settings, folder);
  const makePartition = async () => new Partition({ place, settings, modules });
  return await load({ partition, snapshots, makePartition }, manifest);
}

function noted(notes: string[], what: string): (thrown: unknown) => undefined {
  return (thrown) => {
    if (!(thrown instanceof MillraceError)) throw thrown;
    notes.push(`${what}: ${messageOf(thrown)}`);
    return undefined;
  };
}
