import type { TenantSettings } from '../../../actors/settings.ts';
import type { HourlyRollup } from '../../../connectors/archive.ts';
import { MemorySnapshotStore } from '../../../connectors/memory/snapshot-store.ts';
import { checksum, pack, unpack } from '../../../runtime/base/codec.ts';
import { load } from '../../../runtime/checkpoint/load.ts';
import type { Manifest, SegmentReference } from '../../../runtime/checkpoint/manifest.ts';
import { SegmentWriter } from '../../../runtime/checkpoint/segments.ts';
import type { EncodedActor } from '../../../runtime/partition/actor-codec.ts';
import { encodeActor } from '../../../runtime/partition/actor-codec.ts';
import { KeptHours } from '../../../runtime/partition/hours.ts';
import type { Partition } from '../../../runtime/partition/partition.ts';
import type { PartitionHead } from '../../../runtime/partition/partition-head.ts';
import type { Stage } from '../../../runtime/partition/stage.ts';

const NAME = 'test/0';

interface Underway {
  readonly head: PartitionHead;
  readonly writer: SegmentWriter;
  readonly full: boolean;
}

/** A chain of checkpoints of one stage: segments in a store, and what a manifest says of them. */
export class Checkpoints<S extends Stage> {
  readonly #make: (settings: TenantSettings) => S;
  readonly #store = new MemorySnapshotStore();
  #number = 0;
  #chain: SegmentReference[] = [];
  #underway: Underway | undefined;

  /** @param make a fresh stage. */
  constructor(make: (settings: TenantSettings) => S) {
    this.#make = make;
  }

  get isUnderway(): boolean {
    return this.#underway !== undefined;
  }

  /** Freezes the stage as it is now. The first one is full whatever is asked for. */
  begin(stage: Stage, wantsFull: boolean, onRollup?: (rollup: HourlyRollup) => void): void {
    const full = wantsFull || this.#number === 0;
    let writer: SegmentWriter | undefined;
    const { head, removed } = stage.freeze(full, (actor) => writer?.add(actor), onRollup);
    writer = new SegmentWriter(removed);
    this.#underway = { head, writer, full };
  }

  /** Writes some more actors; the head of the checkpoint once all are written, else undefined. */
  async advance(stage: Stage, actors: number): Promise<PartitionHead | undefined> {
    const underway = this.#underway;
    if (underway === undefined || stage.advanceFreeze(actors)) return undefined;
    const { head, writer, full } = underway;
    writer.end();
    const checkpoint = ++this.#number;
    if (full) this.#chain = [];
    for (const [chunk, bytes] of writer.take().entries()) {
      await this.#store.putSegment({ partition: NAME, epoch: 1, checkpoint, chunk }, bytes);
      this.#chain.push({ epoch: 1, checkpoint, chunk, length: bytes.length, checksum: checksum(bytes) });
    }
    this.#underway = undefined;
    return head;
  }

  /** Forgets the checkpoint under way, as a crash does. */
  drop(): void {
    this.#underway = undefined;
  }

  /** A fresh stage with the state of the last checkpoint, whose head is given. */
  async restored(head: PartitionHead): Promise<S> {
    const manifest = { head, segments: this.#chain } as unknown as Manifest;
    const makePartition = async () => this.#make(head.settings);
    return await load({ partition: NAME, snapshots: this.#store, makePartition }, manifest);
  }
}

/** All that a partition holds, in a form that doesn't depend on where things are stored. A copy, as a checkpoint makes it: -0 is 0. */
export function stateOf(partition: Partition): unknown {
  const { state } = partition;
  const { value, greatest, logTime, lastRecord } = state.watermark;
  const actors = state.table
    .slots()
    .map((slot) => encodeActor(state, slot, { watermark: value, kept: KeptHours.at(greatest) }));
  const whole = {
    clocks: { value, greatest, logTime, lastRecord },
    sequence: partition.sequence,
    quality: partition.quality,
    redriven: state.redriven.encode(),
    waitsForTime: partition.waitsForTime,
    triggers: state.triggers?.head(),
    actors: actors.map(inOrder).sort(([a], [b]) => (a < b ? -1 : 1)),
  };
  return unpack(pack(whole));
}

function inOrder([key, figures, states, timers, ...rest]: EncodedActor): EncodedActor {
  const sorted = [...timers].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return [key, figures, states, sorted, ...rest];
}
