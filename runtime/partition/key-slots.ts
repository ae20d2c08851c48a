import type { Event } from '../../actors/event.ts';
import { NO_SLOT } from './actor-table.ts';
import type { PartitionState } from './partition-state.ts';
import type { Passage } from './passage.ts';

/** Gives the keys of events their slots. */
export class KeySlots {
  readonly #state: PartitionState;
  readonly #passage: Passage;

  constructor(state: PartitionState, passage: Passage) {
    this.#state = state;
    this.#passage = passage;
  }

  /** The slot of an event's key, made if need be and about to change. @param isTaken whether an analytic takes the event. */
  for(event: Event, isTaken: boolean): number {
    const state = this.#state;
    const { table, changes } = state;
    let slot = table.find(event.keyBytes, event.keyLength, event.hash);
    if (slot !== NO_SLOT && state.expiry.least !== Number.POSITIVE_INFINITY) {
      this.#passage.forgetExpired(slot);
      if (!table.isInUse(slot)) slot = NO_SLOT;
    }
    if (slot === NO_SLOT) {
      changes.touch(table.nextSlot());
      slot = table.assign(event.keyBytes, event.keyLength, event.hash);
      if (state.keyClocked) state.keyClock.reset(slot);
    } else changes.touch(slot);
    if (state.keyClocked && isTaken) state.keyClock.observe(slot, event.time, state.watermark);
    return slot;
  }
}
