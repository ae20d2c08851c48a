import { DueQueue } from '../../actors/windows/due-queue.ts';
import { SparseInt32Column } from '../base/columns.ts';

/** When actors have to be looked at, because an analytic forgets keys that stay silent. Each stands in the queue once. */
export class Expiry {
  #queue = new DueQueue();
  #queued = new SparseInt32Column();

  /** The earliest log time at which an actor is to be looked at. */
  get next(): number {
    return this.#queue.next;
  }

  /** Asks for a look at an actor at a log time, unless one is asked for already. */
  watch(slot: number, time: number): void {
    if (this.#queued.get(slot) === 1 || time === Number.POSITIVE_INFINITY) return;
    this.#queued.set(slot, 1);
    this.#queue.push(time, slot);
  }

  /** Takes back all that was asked for. */
  reset(): void {
    this.#queue = new DueQueue();
    this.#queued = new SparseInt32Column();
  }

  /** Takes the actors due at {@link next}. */
  take(): readonly number[] {
    const slots = this.#queue.take(this.#queue.next);
    for (const slot of slots) this.#queued.set(slot, 0);
    return slots;
  }
}
