/**
 * The snapshot store: where a partition's checkpoints live. Both sides' duties:
 *
 * - Segments are written once under a name that is never used again; a store refuses other content under the same name
 *   (`segment-exists`) and lets the same content pass, so that a retried write is harmless.
 * - The manifest is one cell a partition, changed by compare-and-set alone. Its bytes mean nothing to the store.
 * - The caller reads the manifest back when the outcome of a swap is unknown and decides by the write id.
 */

/** A partition's name in the store, such as `customer1/0`. */
export type PartitionName = string;

/** One checkpoint of one owner. */
export interface CheckpointName {
  readonly partition: PartitionName;
  readonly epoch: number;
  /** Number of the checkpoint within the partition, growing. */
  readonly checkpoint: number;
}

export interface SegmentName extends CheckpointName {
  /** From 0. */
  readonly chunk: number;
}

/** The manifest cell: its content and the unique id of the write that made it. */
export interface ManifestCell {
  readonly writeId: string;
  readonly bytes: Uint8Array;
}

export interface SnapshotStore {
  /** Stores a segment durably. Throws `segment-exists` when the name holds other bytes. */
  putSegment(name: SegmentName, bytes: Uint8Array): Promise<void>;

  /** The segment's bytes, or undefined. They are not verified: the manifest knows their checksum. */
  getSegment(name: SegmentName): Promise<Uint8Array | undefined>;

  /** Every checkpoint that has a segment, whether a manifest names it or not. */
  listCheckpoints(partition: PartitionName): Promise<readonly CheckpointName[]>;

  /** Drops a checkpoint's segments. Dropping what is not there is no error. */
  dropCheckpoint(name: CheckpointName): Promise<void>;

  readManifest(partition: PartitionName): Promise<ManifestCell | undefined>;

  /**
   * Replaces the manifest if the one stored has the write id `expected` (undefined: if there is none). Resolves with
   * false, and changes nothing, when it has another.
   */
  swapManifest(partition: PartitionName, expected: string | undefined, next: ManifestCell): Promise<boolean>;

  /** Drops a partition's manifest and all its segments, for good. One that is not there is no error. */
  remove(partition: PartitionName): Promise<void>;

  close(): Promise<void>;
}
