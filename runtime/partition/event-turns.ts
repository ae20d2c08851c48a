import type { Event } from '../../actors/event.ts';
import { NO_SLOT } from './actor-table.ts';
import { KeyQuota } from './key-quota.ts';
import type { KeySlots } from './key-slots.ts';
import type { PartitionState } from './partition-state.ts';
import type { Passage } from './passage.ts';
import { RollupSweep } from './rollup-sweep.ts';
import type { Turns } from './turns.ts';

/** What a valid event does: time moves to it, the analytics take it, its hour counts it. */
export class EventTurns {
  readonly #state: PartitionState;
  readonly #slots: KeySlots;
  readonly #passage: Passage;
  readonly #turns: Turns;
  readonly #quota: KeyQuota;
  readonly #sweep: RollupSweep;
  readonly #bounded: boolean;

  /** @param bounded the input is a file: no hour counts anything. */
  constructor(state: PartitionState, slots: KeySlots, passage: Passage, turns: Turns, bounded: boolean) {
    this.#state = state;
    this.#slots = slots;
    this.#passage = passage;
    this.#turns = turns;
    this.#quota = new KeyQuota(state, passage);
    this.#sweep = new RollupSweep(state);
    this.#bounded = bounded;
  }

  /** Takes an event that the watermark has observed; false: it is set aside. `bytes[start, end)` is its line. */
  take(event: Event, bytes: Uint8Array, start: number, end: number): boolean {
    const state = this.#state;
    const { analytics, watermark } = state;
    const isTaken = !state.filtered || analytics.some((_, position) => state.takes(position, event));
    if (isTaken && state.table.size >= state.keyShare && !this.#quota.admits(event)) {
      this.#quota.setAside(event, bytes, start, end);
      if (!this.#bounded) this.#count(NO_SLOT, event, false);
      return false;
    }
    const counts = state.counts && state.only === undefined;
    const slot = isTaken || counts ? this.#slots.for(event, isTaken) : NO_SLOT;
    state.turn.logTime = watermark.logTime;
    this.#passage.atEvent(isTaken ? slot : NO_SLOT, event);
    if (isTaken) {
      state.turn.atEvent(slot, event);
      for (let position = 0; position < analytics.length; position++) {
        if (!state.filtered || state.takes(position, event))
          this.#turns.event(position, slot, event, bytes, start, end);
      }
      state.table.note(slot, event);
      if (state.timers.size > 0) this.#passage.fireDue();
      state.expiry.watch(slot, event.arrival, event.arrival);
    }
    if (!this.#bounded) this.#count(slot, event, counts);
    if (state.expiry.next <= watermark.logTime) this.#passage.forgetSilent();
    return true;
  }

  /** Counts an event in its hour, if it counts. */
  #count(slot: number, event: Event, counts: boolean): void {
    const { rollups, keptHours, watermark } = this.#state;
    if (keptHours.moveTo(watermark.greatest)) this.#sweep.begin();
    if (counts) rollups.note(slot, event.time, event.active, keptHours);
    this.#sweep.step();
  }
}
