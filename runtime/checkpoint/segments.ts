import { checksum, pack, unpack } from '../base/codec.ts';
import { limits } from '../base/limits.ts';
import type { EncodedActor } from '../partition/actor-codec.ts';
import type { SegmentReference } from './manifest.ts';

/** Actors packed together. */
const FRAME_ACTORS = 512;

/** Actors as they are in a checkpoint, and the keys of those removed since the one before. */
export interface SegmentContent {
  readonly actors: readonly EncodedActor[];
  readonly removed: readonly string[];
}

/**
 * Packs actors into segments of about {@link limits.segmentBytes}: frames of msgpack, each after its length in 4 bytes.
 * Finished segments wait to be fetched with {@link take}.
 */
export class SegmentWriter {
  #actors: EncodedActor[] = [];
  #frames: Uint8Array[] = [];
  #bytes = 0;
  #finished: Uint8Array[] = [];
  #written = 0;
  readonly #removed: readonly string[];
  #removedAt = 0;

  /** @param removed keys, packed bit by bit by {@link packRemoved}. */
  constructor(removed: readonly string[]) {
    this.#removed = removed;
  }

  /** Packs some of the removed keys; false when all are packed. */
  packRemoved(): boolean {
    if (this.#removedAt >= this.#removed.length) return false;
    const end = this.#removedAt + FRAME_ACTORS;
    this.#frame({ actors: [], removed: this.#removed.slice(this.#removedAt, end) });
    this.#removedAt = end;
    return true;
  }

  /** Bytes packed so far. */
  get written(): number {
    return this.#written;
  }

  add(actor: EncodedActor): void {
    this.#actors.push(actor);
    if (this.#actors.length === FRAME_ACTORS) this.#flush();
  }

  /** Packs all that is left and finishes the segment that is not full yet. */
  end(): void {
    while (this.packRemoved());
    this.#flush();
    this.#finish();
  }

  /** Takes the segments finished since the last call. */
  take(): readonly Uint8Array[] {
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  #flush(): void {
    if (this.#actors.length === 0) return;
    this.#frame({ actors: this.#actors, removed: [] });
    this.#actors = [];
  }

  #frame(content: SegmentContent): void {
    const packed = pack(content);
    const frame = new Uint8Array(4 + packed.length);
    new DataView(frame.buffer).setUint32(0, packed.length);
    frame.set(packed, 4);
    this.#frames.push(frame);
    this.#bytes += frame.length;
    this.#written += frame.length;
    if (this.#bytes >= limits.segmentBytes) this.#finish();
  }

  #finish(): void {
    if (this.#frames.length === 0) return;
    this.#finished.push(Buffer.concat(this.#frames));
    this.#frames = [];
    this.#bytes = 0;
  }
}

/** Whether bytes are the segment that a manifest names. */
export function isWhole(bytes: Uint8Array | undefined, reference: SegmentReference): bytes is Uint8Array {
  return bytes !== undefined && bytes.length === reference.length && checksum(bytes) === reference.checksum;
}

/** The frames of a whole segment. */
export function* framesOf(segment: Uint8Array): Iterable<SegmentContent> {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.length);
  for (let at = 0; at < segment.length; ) {
    const length = view.getUint32(at);
    yield unpack(segment.subarray(at + 4, at + 4 + length)) as SegmentContent;
    at += 4 + length;
  }
}
