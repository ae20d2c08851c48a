import type { Prng } from '../runtime/base/prng.ts';

const LEAST_EVENTS = 8;
const MOST_EVENTS = 24;
const LEAST_GAP = 2;
const MOST_GAP = 8;
const SLOTS = 16;
const NONE = -1;

/**
 * Which keys have a burst now: 8 to 24 active alarms of one key, 2 to 8 s apart, so that more than five fall in a minute.
 * Due times stand in a wheel of one-second slots (Varghese and Lauck, 1987); a burst that cannot be served in its
 * second, because there are fewer lines than bursts, is served as soon as a line is free.
 */
export class Bursts {
  readonly #prng: Prng;
  readonly #startChance: number;
  readonly #keys: number;
  readonly #heads = new Int32Array(SLOTS).fill(NONE);
  // One entry a burst; entries that have ended are taken again.
  readonly #key: number[] = [];
  readonly #left: number[] = [];
  readonly #gap: number[] = [];
  readonly #link: number[] = [];
  #free = NONE;
  #running = 0;
  #second = 0;

  /** @param share of the lines, 0 to 1. @param keys the key is drawn from [0, keys). */
  constructor(prng: Prng, share: number, keys: number) {
    this.#prng = prng;
    this.#startChance = (share * 2) / (LEAST_EVENTS + MOST_EVENTS);
    this.#keys = keys;
  }

  /** The key whose burst has an event due at this second, or -1. Seconds never go back from call to call. */
  next(second: number): number {
    if (this.#prng.chance(this.#startChance)) this.#start(second);
    if (this.#running === 0) return NONE;
    while (this.#second < second && this.#heads[this.#second % SLOTS] === NONE) this.#second++;
    if (this.#second > second) return NONE;
    const slot = this.#second % SLOTS;
    const burst = this.#heads[slot] as number;
    if (burst === NONE) return NONE;
    this.#heads[slot] = this.#link[burst] as number;
    const key = this.#key[burst] as number;
    this.#goOn(burst);
    return key;
  }

  #start(second: number): void {
    if (this.#running === 0) this.#second = second;
    const burst = this.#free === NONE ? this.#key.length : this.#free;
    if (burst === this.#free) this.#free = this.#link[burst] as number;
    this.#key[burst] = this.#prng.below(this.#keys);
    this.#left[burst] = LEAST_EVENTS + this.#prng.below(MOST_EVENTS - LEAST_EVENTS + 1);
    this.#gap[burst] = LEAST_GAP + this.#prng.below(MOST_GAP - LEAST_GAP + 1);
    this.#running++;
    this.#enter(burst, this.#second);
  }

  #goOn(burst: number): void {
    const left = (this.#left[burst] as number) - 1;
    this.#left[burst] = left;
    if (left > 0) {
      this.#enter(burst, this.#second + (this.#gap[burst] as number));
      return;
    }
    this.#link[burst] = this.#free;
    this.#free = burst;
    this.#running--;
  }

  #enter(burst: number, due: number): void {
    const slot = due % SLOTS;
    this.#link[burst] = this.#heads[slot] as number;
    this.#heads[slot] = burst;
  }
}
