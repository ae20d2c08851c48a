import type { PartitionState } from './partition-state.ts';

/**
 * Frees the roll-ups whose hours have left, and the keys that had nothing else, one key after the other between events: when
 * an hour ends, nobody waits. What it has not come to yet is in no checkpoint all the same.
 */
export class RollupSweep {
  readonly #state: PartitionState;
  #at = 0;
  #end = 0;

  constructor(state: PartitionState) {
    this.#state = state;
  }

  /** Hours have left. */
  begin(): void {
    if (this.#at === this.#end) this.#at = 0;
    this.#end = this.#state.table.high;
  }

  /** Looks at one key, if it has some before it. While a checkpoint is written nothing of it may go. */
  step(): void {
    if (this.#at === this.#end || this.#state.changes.isFrozen) return;
    const { table, rollups, keptHours } = this.#state;
    const slot = this.#at++;
    if (!table.isInUse(slot)) return;
    rollups.drop(slot, keptHours);
    if (!table.isActor(slot) && !rollups.holds(slot, keptHours)) this.#state.remove(slot);
  }
}
