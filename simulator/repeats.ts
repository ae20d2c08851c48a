import type { Prng } from '../runtime/base/prng.ts';

const SLOTS = 64;
const MOST_DELAY = 32;

/** Remembers lines that are to be sent again, each for one of the next 64 lines. */
export class Repeats {
  readonly #prng: Prng;
  readonly #probability: number;
  readonly #bytes: Uint8Array;
  readonly #lengths = new Int32Array(SLOTS);
  readonly #slotBytes: number;

  constructor(prng: Prng, probability: number, maxLineBytes: number) {
    this.#prng = prng;
    this.#probability = probability;
    this.#slotBytes = maxLineBytes;
    this.#bytes = new Uint8Array(SLOTS * maxLineBytes);
  }

  /** Writes the line that is to be repeated as the given one, if any; returns its end, or `at` when there is none. */
  take(line: number, target: Uint8Array, at: number): number {
    const slot = line % SLOTS;
    const length = this.#lengths[slot] as number;
    if (length === 0) return at;
    this.#lengths[slot] = 0;
    const from = slot * this.#slotBytes;
    target.set(this.#bytes.subarray(from, from + length), at);
    return at + length;
  }

  /** Decides whether target[at, end), just written as the given line, is to be sent again, and keeps it if so. */
  consider(line: number, target: Uint8Array, at: number, end: number): void {
    if (!this.#prng.chance(this.#probability)) return;
    let delay = 1 + this.#prng.below(MOST_DELAY);
    while (delay < SLOTS && this.#lengths[(line + delay) % SLOTS] !== 0) delay++;
    if (delay === SLOTS) return;
    const slot = (line + delay) % SLOTS;
    this.#bytes.set(target.subarray(at, end), slot * this.#slotBytes);
    this.#lengths[slot] = end - at;
  }
}
