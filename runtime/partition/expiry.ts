import { DueQueue } from '../../actors/windows/due-queue.ts';
import { Float64Column } from '../base/columns.ts';

const NEVER = Number.POSITIVE_INFINITY;

/**
 * When actors have to be looked at, because an analytic forgets keys that stay silent. An actor's looks follow from its last
 * arrival alone, whatever they find, so that a partition that goes on and one restored from a checkpoint look at the same
 * times: one as each analytic's time is over, and as what doesn't expire may end later (a session that closes), one each time
 * its silence has doubled.
 */
export class Expiry {
  #queue = new DueQueue();
  /** When the look is that each slot waits for; 0: none. What else of it is in the queue counts no more. */
  #waiting = new Float64Column();
  /** The analytics' times, ms, those that end, least first. */
  #times: readonly number[] = [];
  /** All looks up to this log time have been taken. */
  swept = Number.NEGATIVE_INFINITY;

  /** Least of the analytics' times, ms; Infinity: none forgets. */
  get least(): number {
    return this.#times[0] ?? NEVER;
  }

  /** Has looks follow from these times, and takes back all that were asked for. */
  setTimes(times: readonly number[]): void {
    this.#times = [...new Set(times)].filter((time) => time < NEVER).sort((a, b) => a - b);
    this.#queue = new DueQueue();
    this.#waiting = new Float64Column();
    this.swept = Number.NEGATIVE_INFINITY;
  }

  /** The earliest log time at which there is anything to be looked at. */
  get next(): number {
    return this.#queue.next;
  }

  /** Has an actor whose last event arrived at `since` looked at for the first time that comes after the log time `after`. */
  watch(slot: number, since: number, after: number): void {
    if (this.#times.length === 0) return;
    const time = this.#lookAfter(since, after);
    const waiting = this.#waiting.get(slot);
    if (waiting > 0 && waiting <= time) return;
    this.#waiting.set(slot, time);
    this.#queue.push(time, slot);
  }

  /** Takes the slots to be looked at up to a log time, in the order of their looks; asks again for what comes until then. */
  sweep(logTime: number, look: (slot: number) => void): void {
    for (let time = this.#queue.next; time <= logTime; time = this.#queue.next) {
      for (const slot of this.#queue.take(time)) {
        if (this.#waiting.get(slot) !== time) continue;
        this.#waiting.set(slot, 0);
        look(slot);
      }
    }
    this.swept = logTime;
  }

  #lookAfter(since: number, after: number): number {
    let silence = this.least;
    while (since + silence <= after) silence *= 2;
    for (const time of this.#times) {
      if (time >= silence) break;
      if (since + time > after) return since + time;
    }
    return since + silence;
  }
}
