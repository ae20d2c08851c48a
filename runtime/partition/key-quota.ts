import type { Event } from '../../actors/event.ts';
import { NO_SLOT } from './actor-table.ts';
import type { PartitionState } from './partition-state.ts';
import type { Passage } from './passage.ts';
import { overQuotaResult } from './set-aside.ts';

/**
 * Sets the events of new keys aside where a partition has as many actors as it may. Such an event moves the watermark as every valid
 * one does, so that the other keys' results are the same with a quota and without.
 */
export class KeyQuota {
  readonly #state: PartitionState;
  readonly #passage: Passage;

  constructor(state: PartitionState, passage: Passage) {
    this.#state = state;
    this.#passage = passage;
  }

  /** Whether the key of an event may have an actor. If there seems to be no place, time first moves to where the event is. */
  admits(event: Event): boolean {
    const { table, turn, watermark } = this.#state;
    if (table.size < this.#state.keyShare) return true;
    const slot = table.find(event.keyBytes, event.keyLength, event.hash);
    if (slot !== NO_SLOT && table.isActor(slot)) return true;
    turn.logTime = watermark.logTime;
    this.#passage.atEvent(NO_SLOT, event);
    this.#passage.forgetSilent();
    return table.size < this.#state.keyShare;
  }

  /** Puts an event aside. `bytes[start, end)` is its line. */
  setAside(event: Event, bytes: Uint8Array, start: number, end: number): void {
    const { keyShare, line, only, outbox, quality, settings } = this.#state;
    quality.overQuota++;
    const result = overQuotaResult(event, bytes, start, end, {
      keys: settings.keyQuota ?? 0,
      share: keyShare,
      only,
      number: line,
      total: quality.actorErrors + quality.overQuota,
    });
    const { table, changes } = this.#state;
    const slot = table.find(event.keyBytes, event.keyLength, event.hash);
    if (slot !== NO_SLOT) {
      outbox.add('dead-letter', slot, result);
      return;
    }
    // It has a slot as long as its result waits to be published, as the key of an actor that was removed has.
    changes.touch(table.nextSlot());
    const passing = table.assign(event.keyBytes, event.keyLength, event.hash);
    outbox.add('dead-letter', passing, result);
    table.remove(passing);
  }
}
