import { type ByteWriter, Piece } from './byte-writer.ts';

/** Marks where a {@link JsonShape} takes a number. */
export const hole: unique symbol = Symbol('hole');

const MARK = '"\\u0000hole"';

/**
 * A JSON object whose text is known but for some numbers: writing it costs the numbers and a copy. Its text must be ASCII.
 */
export class JsonShape {
  readonly #pieces: readonly Piece[];

  /** @param value the object, with {@link hole} wherever a number goes; holes are numbered in the order of the text. */
  constructor(value: object) {
    const text = JSON.stringify(value, (_, inner) => (inner === hole ? '\u0000hole' : inner));
    this.#pieces = text.split(MARK).map((part) => new Piece(part));
  }

  /** Writes the object with `numbers[i]` in hole i. */
  write(writer: ByteWriter, numbers: Float64Array): void {
    const pieces = this.#pieces;
    const last = pieces.length - 1;
    for (let i = 0; i < last; i++) {
      writer.piece(pieces[i] as Piece);
      writer.number(numbers[i] as number);
    }
    writer.piece(pieces[last] as Piece);
  }
}
