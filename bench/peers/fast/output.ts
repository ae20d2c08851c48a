import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFER_BYTES = 1024 * 1024;

/** A file that is written from one buffer. A writer asks for room first and then moves `at` itself. */
export class Output {
  readonly bytes = new Uint8Array(BUFFER_BYTES);
  at = 0;
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  /** Makes sure that this many bytes fit after `at`; at most the buffer's length. */
  room(bytes: number): void {
    if (this.at + bytes > BUFFER_BYTES) this.flush();
  }

  /** Text of any length. */
  text(text: string): void {
    const bytes = Buffer.from(text);
    if (bytes.length > BUFFER_BYTES) throw new RangeError(`${bytes.length} bytes do not fit the output buffer`);
    this.room(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  flush(): void {
    let from = 0;
    while (from < this.at) from += writeSync(this.#file, this.bytes, from, this.at - from);
    this.at = 0;
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }
}

/** Copies a piece to target[at...]; returns the end. */
export function copy(piece: Uint8Array, target: Uint8Array, at: number): number {
  // A loop is faster than a call for a few bytes.
  if (piece.length > 12) target.set(piece, at);
  else for (let i = 0; i < piece.length; i++) target[at + i] = piece[i] as number;
  return at + piece.length;
}
