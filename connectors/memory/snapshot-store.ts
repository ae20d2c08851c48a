import { MillraceError } from '../../runtime/base/errors.ts';
import type { CheckpointName, ManifestCell, PartitionName, SegmentName, SnapshotStore } from '../snapshot-store.ts';
import type { Faults } from './faults.ts';

interface Checkpoint {
  readonly name: CheckpointName;
  readonly chunks: Map<number, Uint8Array>;
}

/**
 * Checkpoints in memory, for simulation and tests: `close` keeps them, as a cluster outlives its clients.
 * {@link Faults} may lose a manifest swap or its answer (`outcome-unknown`), and damage or hide a segment that is read.
 */
export class MemorySnapshotStore implements SnapshotStore {
  readonly #faults: Faults | undefined;
  readonly #checkpoints = new Map<string, Checkpoint>();
  readonly #manifests = new Map<PartitionName, ManifestCell>();

  constructor(options: { readonly faults?: Faults } = {}) {
    this.#faults = options.faults;
  }

  async putSegment({ chunk, ...name }: SegmentName, bytes: Uint8Array): Promise<void> {
    const checkpoint = this.#checkpoints.get(keyOf(name)) ?? { name, chunks: new Map<number, Uint8Array>() };
    const stored = checkpoint.chunks.get(chunk);
    if (stored && Buffer.compare(stored, bytes) !== 0) throw segmentExists(name, chunk);
    checkpoint.chunks.set(chunk, new Uint8Array(bytes));
    this.#checkpoints.set(keyOf(name), checkpoint);
  }

  async getSegment({ chunk, ...name }: SegmentName): Promise<Uint8Array | undefined> {
    const bytes = this.#checkpoints.get(keyOf(name))?.chunks.get(chunk);
    if (!bytes || this.#faults?.strikes('segmentMissing')) return undefined;
    return this.#faults?.strikes('segmentDamaged') ? this.#faults.damaged(bytes) : new Uint8Array(bytes);
  }

  async listCheckpoints(partition: PartitionName): Promise<readonly CheckpointName[]> {
    const names = [...this.#checkpoints.values()]
      .map(({ name }) => name)
      .filter((name) => name.partition === partition);
    return names.sort((a, b) => a.epoch - b.epoch || a.checkpoint - b.checkpoint);
  }

  async dropCheckpoint(name: CheckpointName): Promise<void> {
    this.#checkpoints.delete(keyOf(name));
  }

  async readManifest(partition: PartitionName): Promise<ManifestCell | undefined> {
    const cell = this.#manifests.get(partition);
    return cell && { writeId: cell.writeId, bytes: new Uint8Array(cell.bytes) };
  }

  async swapManifest(partition: PartitionName, expected: string | undefined, next: ManifestCell): Promise<boolean> {
    this.#faults?.fail('swapLost', partition);
    const swapped = this.#manifests.get(partition)?.writeId === expected;
    if (swapped) this.#manifests.set(partition, { writeId: next.writeId, bytes: new Uint8Array(next.bytes) });
    this.#faults?.fail('swapUnanswered', partition);
    return swapped;
  }

  async remove(partition: PartitionName): Promise<void> {
    for (const name of await this.listCheckpoints(partition)) this.#checkpoints.delete(keyOf(name));
    this.#manifests.delete(partition);
  }

  async close(): Promise<void> {}
}

function keyOf({ partition, epoch, checkpoint }: CheckpointName): string {
  return `${partition}#${epoch}#${checkpoint}`;
}

function segmentExists({ partition, epoch, checkpoint }: CheckpointName, chunk: number): MillraceError {
  return new MillraceError('segment-exists', {
    what: `segment ${epoch}/${checkpoint}/${chunk} holds other bytes`,
    where: `partition ${partition}`,
    fix: 'take the partition over anew: another owner wrote under the same epoch',
  });
}
