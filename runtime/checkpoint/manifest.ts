import type { ManifestCell } from '../../connectors/snapshot-store.ts';
import { checksum, pack, unpack } from '../base/codec.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import type { PartitionHead } from '../partition/partition-head.ts';

/** Where a segment is, and how to tell that it is whole. */
export interface SegmentReference {
  readonly epoch: number;
  readonly checkpoint: number;
  readonly chunk: number;
  /** Bytes. */
  readonly length: number;
  /** CRC-32. */
  readonly checksum: number;
}

/** One checkpoint: a partition's whole state at one input sequence. */
export interface Manifest {
  /** The owner that took it. */
  readonly epoch: number;
  /** Grows by one with each of the partition's checkpoints. */
  readonly checkpoint: number;
  /** What is beside the actors; its sequence is the newest input taken (S). */
  readonly head: PartitionHead;
  /** Last sequence of the output log when all results of inputs up to S were in it (O). */
  readonly outputLast: number;
  /** Identities of the two logs. */
  readonly inputLog: string;
  readonly outputLog: string;
  /** Sequence of the newest record taken: S, or less where the log is known to hold nothing of the partition up to S; 0 before the first. */
  readonly lastRecord: number;
  /** CRC-32 of that record's arrival, kind and payload; 0 before the first. */
  readonly fingerprint: number;
  /** What computes the results; see {@link import('./code-hash.ts')}. */
  readonly codeHash: string;
  /** All segments it needs, the newest checkpoint's last. */
  readonly segments: readonly SegmentReference[];
  /** Incremental checkpoints since the last full one. */
  readonly sinceFull: number;
  /** Actors in the whole state. */
  readonly actors: number;
  /** Wall-clock time it was committed: milliseconds since 1970-01-01Z. */
  readonly takenAt: number;
}

/** What a manifest cell holds: who owns the partition, and its last checkpoints, newest first. */
export interface ManifestRow {
  readonly epoch: number;
  readonly owner: string;
  /** Undefined for one that was damaged. */
  readonly manifests: readonly (Manifest | undefined)[];
}

/** A row as the bytes of a cell: each manifest under a checksum of its own, so that damage to one leaves the others. */
export function encodeRow(row: ManifestRow, writeId: string): ManifestCell {
  const manifests = row.manifests.flatMap((manifest) => {
    if (manifest === undefined) return [];
    const bytes = pack(manifest);
    return [[checksum(bytes), bytes]];
  });
  return { writeId, bytes: pack([row.epoch, row.owner, manifests]) };
}

/** The inverse of {@link encodeRow}. @throws manifest-damaged when not even the row can be read. */
export function decodeRow(cell: ManifestCell, where: string): ManifestRow {
  try {
    const [epoch, owner, manifests] = unpack(cell.bytes) as [number, string, [number, Uint8Array][]];
    return { epoch, owner, manifests: manifests.map(([sum, bytes]) => decodeManifest(sum, bytes)) };
  } catch (thrown) {
    throw new MillraceError('manifest-damaged', {
      what: `the manifest row cannot be read: ${messageOf(thrown)}`,
      where,
      fix: "restore the store from a backup, or remove the partition's checkpoints to replay its whole input",
      cause: thrown,
    });
  }
}

function decodeManifest(sum: number, bytes: Uint8Array): Manifest | undefined {
  if (!(bytes instanceof Uint8Array) || checksum(bytes) !== sum) return undefined;
  return unpack(bytes) as Manifest;
}
