import type { HourlyRollup } from '../../connectors/archive.ts';
import { type EncodedActor, type EncodingTime, encodeActor } from './actor-codec.ts';
import { headOf } from './head-of.ts';
import { KeptHours } from './hours.ts';
import type { PartitionHead } from './partition-head.ts';
import type { PartitionState } from './partition-state.ts';
import { reportRollups } from './rollup-report.ts';

/** Who gets what a checkpoint is made of. */
export interface FreezeReceiver {
  readonly onActor: (actor: EncodedActor) => void;
  readonly onRollup: (rollup: HourlyRollup) => void;
}

interface Frozen extends FreezeReceiver {
  readonly time: EncodingTime;
  readonly allRollups: boolean;
}

/** Takes a partition's state as it is at one moment, actor by actor, while it goes on. */
export class Freezer {
  readonly #state: PartitionState;
  #frozen: Frozen | undefined;
  /** The archive may lack what a checkpoint that was given up had. */
  #archiveLacks = false;

  constructor(state: PartitionState) {
    this.#state = state;
  }

  /** As {@link import('./stage.ts').Stage.freeze} says. */
  start(all: boolean, receiver: FreezeReceiver): { head: PartitionHead; removed: readonly string[] } {
    const { watermark, table, changes } = this.#state;
    const removed = all ? [] : this.#state.removed;
    this.#state.removed = [];
    const time = { watermark: watermark.value, kept: KeptHours.at(watermark.greatest) };
    this.#frozen = { ...receiver, time, allRollups: this.#archiveLacks };
    this.#archiveLacks = false;
    changes.freeze(all, table.high);
    return { head: headOf(this.#state), removed };
  }

  /** Writes up to so many actors; false when all are written. */
  advance(actors: number): boolean {
    return this.#state.changes.advance(actors);
  }

  abandon(): void {
    this.#archiveLacks = true;
    this.#state.changes.abandon();
  }

  /** Writes an actor as it is: it is about to change, or its turn has come. */
  write(slot: number): void {
    if (this.#frozen === undefined || !this.#state.table.isInUse(slot)) return;
    const { time, onActor, onRollup, allRollups } = this.#frozen;
    onActor(encodeActor(this.#state, slot, time));
    reportRollups(this.#state, slot, { kept: time.kept, all: allRollups }, onRollup);
  }
}
