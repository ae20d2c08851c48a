import type { AlarmGenerator } from '../../simulator/alarm-generator.ts';
import { MAX_LINE_BYTES } from '../../simulator/alarm-generator.ts';
import { limits } from '../base/limits.ts';

/** What a generator has to send by when. Reads no clock. */
export class Flow {
  readonly #generator: AlarmGenerator;
  readonly #from: number;
  readonly #most: number;
  readonly #buffer = new Uint8Array(limits.sliceRecords * MAX_LINE_BYTES);

  /**
   * @param from when the first line is due, milliseconds since 1970-01-01Z; the others follow at the generator's rate.
   * -Infinity: all lines are due.
   * @param most lines in all.
   */
  constructor(generator: AlarmGenerator, from: number, most: number = Number.POSITIVE_INFINITY) {
    this.#generator = generator;
    this.#from = from;
    this.#most = most;
  }

  /** Lines taken so far. */
  get lines(): number {
    return this.#generator.lines;
  }

  get isDone(): boolean {
    return this.lines >= this.#most;
  }

  /** Milliseconds by which the next line is overdue; negative before it is due. */
  overdue(now: number): number {
    return now - this.#from - (this.lines * 1000) / this.#generator.options.rate;
  }

  /** The next due lines, each with its line feed; empty when none is due. Good until the next call. */
  take(now: number): Uint8Array {
    const overdue = this.overdue(now);
    if (overdue < 0 || this.isDone) return this.#buffer.subarray(0, 0);
    const due = Math.floor((overdue * this.#generator.options.rate) / 1000) + 1;
    const lines = Math.min(due, this.#most - this.lines, limits.sliceRecords);
    return this.#buffer.subarray(0, this.#generator.fill(this.#buffer, 0, lines));
  }

  /** Milliseconds until it is worth looking again. */
  pause(now: number): number {
    const wait = Math.max(-this.overdue(now), limits.paceMilliseconds);
    // A timer can't be longer.
    return Math.min(Math.ceil(wait), 0x7fff_ffff);
  }
}
