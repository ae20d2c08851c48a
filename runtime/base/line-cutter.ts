const LF = 10;
const CR = 13;

/**
 * Takes a line: bytes[start, end) without its newline. Of a line longer than the cutter keeps, `bytes` ends early: `end` still
 * tells how long it was.
 */
export type TakeLine = (bytes: Uint8Array, start: number, end: number) => void;

/**
 * Cuts an input that comes in chunks into lines. A CR before a newline is dropped; a final newline starts no line. What a
 * chunk leaves unfinished is kept up to a bound, so that a line of any length costs no more than that.
 */
export class LineCutter {
  readonly #most: number;
  readonly #take: TakeLine;
  /** The beginning of an unfinished line. */
  #kept = new Uint8Array(1024);
  /** Bytes of it so far, those that were not kept included. */
  #length = 0;
  #lastByte = 0;

  /** @param most bytes of a line that its taker wants to see. */
  constructor(most: number, take: TakeLine) {
    // One more for the CR that may follow.
    this.#most = most + 1;
    this.#take = take;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (let newline = chunk.indexOf(LF); newline !== -1; newline = chunk.indexOf(LF, start)) {
      if (this.#length > 0) {
        this.#keep(chunk, start, newline);
        this.#finish(this.#lastByte === CR ? this.#length - 1 : this.#length);
      } else this.#take(chunk, start, newline > start && chunk[newline - 1] === CR ? newline - 1 : newline);
      start = newline + 1;
    }
    this.#keep(chunk, start, chunk.length);
  }

  /** The input has ended; what follows the last newline is a line. */
  end(): void {
    if (this.#length > 0) this.#finish(this.#length);
  }

  #finish(length: number): void {
    const kept = this.#kept.subarray(0, Math.min(this.#length, this.#most));
    this.#length = 0;
    this.#take(kept, 0, length);
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    if (start === end) return;
    const room = Math.max(0, this.#most - this.#length);
    const kept = chunk.subarray(start, Math.min(end, start + room));
    const needed = Math.min(this.#length, this.#most) + kept.length;
    if (needed > this.#kept.length) this.#grow(needed);
    if (kept.length > 0) this.#kept.set(kept, this.#length);
    this.#length += end - start;
    this.#lastByte = chunk[end - 1] as number;
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, 2 * this.#kept.length));
    grown.set(this.#kept);
    this.#kept = grown;
  }
}
