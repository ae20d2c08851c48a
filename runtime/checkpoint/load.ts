import type { PartitionName, SnapshotStore } from '../../connectors/snapshot-store.ts';
import { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { Pace } from '../base/pace.ts';
import { ahead } from '../base/read-ahead.ts';
import type { Stage } from '../partition/stage.ts';
import type { Manifest, SegmentReference } from './manifest.ts';
import { framesOf, isWhole, type SegmentContent } from './segments.ts';

/** How far a checkpoint has been loaded. */
export interface LoadProgress {
  /** Actors restored, and those of the whole checkpoint. */
  readonly actors: number;
  readonly ofActors: number;
  /** Bytes of the segments read, and of all of them. */
  readonly bytes: number;
  readonly ofBytes: number;
}

/** Where a checkpoint is, and what to load it into. */
export interface LoadContext<S extends Stage> {
  readonly partition: PartitionName;
  readonly snapshots: SnapshotStore;
  /** A fresh one with a checkpoint's settings, or with today's where there is none. */
  readonly makePartition: (manifest: Manifest | undefined) => Promise<S>;
  /** Told after each segment. Default: nobody. */
  readonly loaded?: (progress: LoadProgress) => void;
  /** Does what may run users' code. Default: just does it. */
  readonly inTurn?: <T>(work: () => T) => T;
  /** Aborts when nobody needs it any more. Default: never. */
  readonly stop?: AbortSignal;
}

/**
 * A partition with a checkpoint's state. Segments are fetched some ahead, and others on the thread get their turn meanwhile.
 *
 * @throws segment-damaged; the reason of `stop`.
 */
export async function load<S extends Stage>(context: LoadContext<S>, manifest: Manifest): Promise<S> {
  const partition = await context.makePartition(manifest);
  partition.restore(manifest.head);
  const { loaded, stop, inTurn = (work) => work() } = context;
  const pace = new Pace(limits.sliceMilliseconds);
  const ofBytes = manifest.segments.reduce((sum, { length }) => sum + length, 0);
  const gone = new Gone();
  let bytes = 0;
  // The newest form of an actor comes first and stays.
  for await (const [reference, segment] of segmentsOf(context, manifest.segments.toReversed())) {
    gone.enter(reference);
    for (const frame of framesOf(segment)) {
      inTurn(() => {
        for (const actor of frame.actors) if (!gone.has(actor[0])) partition.restoreActor(actor, manifest.head);
      });
      gone.note(frame);
      await pace.yield();
      stop?.throwIfAborted();
    }
    bytes += segment.length;
    loaded?.({ actors: partition.actors, ofActors: manifest.actors, bytes, ofBytes });
  }
  return partition;
}

/** What stops a checkpoint from being used. */
export function damaged(
  partition: PartitionName,
  code: 'segment-damaged' | 'manifest-damaged',
  what: string,
): MillraceError {
  return new MillraceError(code, {
    what,
    where: `partition ${partition}`,
    fix: "the checkpoint before it is tried; if none is left, restore the store or remove the partition's data",
  });
}

/** The segments, whole, in that order. @throws segment-damaged. */
async function* segmentsOf(
  { partition, snapshots }: Pick<LoadContext<Stage>, 'partition' | 'snapshots'>,
  references: readonly SegmentReference[],
): AsyncGenerator<readonly [SegmentReference, Uint8Array]> {
  const get = async (reference: SegmentReference): Promise<readonly [SegmentReference, Uint8Array]> => {
    const { epoch, checkpoint, chunk } = reference;
    const bytes = await snapshots.getSegment({ partition, epoch, checkpoint, chunk });
    if (isWhole(bytes, reference)) return [reference, bytes];
    throw damaged(partition, 'segment-damaged', `segment ${epoch}/${checkpoint}/${chunk} is missing or damaged`);
  };
  yield* ahead(references, get, limits.segmentsAhead);
}

/** Keys that newer checkpoints than the one being loaded have removed. */
class Gone {
  readonly #keys = new Set<string>();
  /** Of the checkpoint being loaded: they tell of older ones, whatever segment of it they stand in. */
  #own: string[] = [];
  #checkpoint = '';

  /** Goes on with a segment, of the same checkpoint or of an older one. */
  enter({ epoch, checkpoint }: SegmentReference): void {
    const name = `${epoch}/${checkpoint}`;
    if (name === this.#checkpoint) return;
    this.#checkpoint = name;
    for (const key of this.#own) this.#keys.add(key);
    this.#own = [];
  }

  note({ removed }: SegmentContent): void {
    for (const key of removed) this.#own.push(key);
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }
}
