import type { LotForm } from '../../connectors/archive.ts';
import { limits } from '../base/limits.ts';
import type { PartitionHead } from '../partition/partition-head.ts';
import type { Stage } from '../partition/stage.ts';
import type { CheckpointPart } from './checkpoint-write.ts';
import { RollupLots } from './rollup-lots.ts';
import { SegmentWriter } from './segments.ts';

/** A frozen partition being encoded, a step at a time: its actors into segments, its roll-ups into lots. */
export class CheckpointEncoding {
  /** What is beside the actors. */
  readonly head: PartitionHead;
  readonly #partition: Stage;
  readonly #segments: SegmentWriter;
  readonly #rollups: RollupLots;
  #isWhole = false;

  /** Freezes the partition. @param full takes all actors, not only those that changed. @param lots how roll-ups are gathered. */
  constructor(partition: Stage, full: boolean, lots: LotForm) {
    this.#partition = partition;
    this.#rollups = new RollupLots(lots);
    const { head, removed } = partition.freeze(
      full,
      (actor) => this.#segments.add(actor),
      (rollup) => this.#rollups.add(rollup),
    );
    this.head = head;
    this.#segments = new SegmentWriter(removed);
  }

  /** Whether all is encoded. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Goes on for {@link limits.freezeMilliseconds}; returns what is ready to be stored. */
  step(): readonly CheckpointPart[] {
    const until = performance.now() + limits.freezeMilliseconds;
    do {
      if (this.#segments.packRemoved()) continue;
      this.#isWhole = !this.#partition.advanceFreeze();
    } while (!this.#isWhole && performance.now() < until);
    if (this.#isWhole) this.#segments.end();
    return [...this.#segments.take(), ...this.#rollups.take(this.#isWhole)];
  }

  abandon(): void {
    this.#partition.abandonFreeze();
  }
}
