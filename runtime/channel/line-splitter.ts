import { limits } from '../base/limits.ts';
import { LineCutter } from '../base/line-cutter.ts';

/**
 * Takes a stream of bytes apart into lines, as {@link LineCutter} does, and gives them out as pieces of memory. Holds one
 * unfinished line, and of that at most `limits.lineBytes`.
 */
export class LineSplitter {
  readonly #cutter = new LineCutter(limits.lineBytes, (bytes, start, end) => this.#take(bytes, start, end));
  #piece: Uint8Array | undefined;
  #lines: Uint8Array[] = [];
  #cut = 0;

  /** Lines that were longer than `limits.lineBytes` and lost their end. */
  get cut(): number {
    return this.#cut;
  }

  /** The lines that end in this piece. They may be views into it. */
  push(piece: Uint8Array): Uint8Array[] {
    this.#piece = piece;
    this.#cutter.push(piece);
    this.#piece = undefined;
    return this.#given();
  }

  /** The stream has ended: the line after the last newline, if there is one. */
  end(): Uint8Array[] {
    this.#cutter.end();
    return this.#given();
  }

  #given(): Uint8Array[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  #take(bytes: Uint8Array, start: number, end: number): void {
    const isCut = end - start > limits.lineBytes;
    if (isCut) this.#cut++;
    const last = isCut ? start + limits.lineBytes : end;
    // What the cutter has kept it will write over.
    this.#lines.push(bytes === this.#piece ? bytes.subarray(start, last) : bytes.slice(start, last));
  }
}
