import { limits } from '../base/limits.ts';

const LF = 10;
const CR = 13;

/**
 * Takes a stream of bytes apart into lines, without their newlines; a CR before one is dropped, and a newline at the end
 * starts no line. Holds one unfinished line, and of that at most `limits.lineBytes`.
 */
export class LineSplitter {
  #parts: Uint8Array[] = [];
  #held = 0;
  #cut = 0;

  /** Lines that were longer than `limits.lineBytes` and lost their end. */
  get cut(): number {
    return this.#cut;
  }

  /** The lines that end in this piece. They may be views into it. */
  push(piece: Uint8Array): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let newline = piece.indexOf(LF); newline !== -1; newline = piece.indexOf(LF, start)) {
      lines.push(this.#finish(piece.subarray(start, newline), true));
      start = newline + 1;
    }
    if (start < piece.length) this.#hold(piece.subarray(start));
    return lines;
  }

  /** The stream has ended: the line after the last newline, if there is one. */
  end(): Uint8Array[] {
    return this.#parts.length === 0 ? [] : [this.#finish(new Uint8Array(0), false)];
  }

  #hold(part: Uint8Array): void {
    // A copy, because the stream may use its piece again. What is over the limit is not kept, only counted.
    const room = Math.max(0, limits.lineBytes - this.#held);
    this.#parts.push(Uint8Array.from(part.subarray(0, room)));
    this.#held += part.length;
  }

  #finish(rest: Uint8Array, newline: boolean): Uint8Array {
    if (this.#held + rest.length > limits.lineBytes) return this.#finishCut(rest);
    const line = this.#parts.length === 0 ? rest : Buffer.concat([...this.#parts, rest]);
    this.#forget();
    return newline && line[line.length - 1] === CR ? line.subarray(0, -1) : line;
  }

  #finishCut(rest: Uint8Array): Uint8Array {
    this.#cut++;
    const line = Buffer.concat([...this.#parts, rest]).subarray(0, limits.lineBytes);
    this.#forget();
    return line;
  }

  #forget(): void {
    this.#parts = [];
    this.#held = 0;
  }
}
