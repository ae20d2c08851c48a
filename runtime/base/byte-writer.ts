import { writeInteger } from './digits.ts';
import { writeShortest } from './shortest.ts';

/**
 * Bytes that are written again and again. Copied eight at a time through a DataView, which costs a third of
 * `Uint8Array.set` for pieces of this length; so their text must be ASCII (no eight bytes of it form a NaN).
 */
export class Piece {
  readonly view: DataView;
  readonly length: number;

  constructor(ascii: string) {
    this.length = ascii.length;
    const padded = Buffer.alloc((ascii.length + 7) & ~7);
    padded.write(ascii, 'latin1');
    this.view = new DataView(padded.buffer, padded.byteOffset, padded.length);
  }
}

/** Bytes past the end that {@link ByteWriter.piece} may scratch. */
const SLACK = 8;
/** From here on {@link writeShortest} is of no use. */
const SHORTEST_BELOW = 1e9;
/** No number that {@link ByteWriter.number} writes is longer. */
const NUMBER_BYTES = 32;

/** A growing run of bytes, made for JSON text: the outbox's arena. */
export class ByteWriter {
  #bytes: Buffer;
  #view: DataView;
  #length = 0;

  /** @param capacity bytes to start with; it doubles as needed. */
  constructor(capacity = 64 * 1024) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** The bytes written so far. A view: it is overwritten after {@link truncate} or {@link take}. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Goes back to an earlier length, dropping what came after. */
  truncate(length: number): void {
    this.#length = length;
  }

  /**
   * Hands the bytes over in a buffer of their own, and starts again with nothing.
   *
   * @param spare memory to go on with; default new memory.
   */
  take(spare?: ArrayBuffer): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = spare === undefined ? Buffer.allocUnsafeSlow(this.#bytes.length) : Buffer.from(spare);
    this.#view = new DataView(this.#bytes.buffer);
    this.#length = 0;
    return taken;
  }

  piece(piece: Piece): void {
    this.#reserve(piece.length + SLACK);
    const from = piece.view;
    const to = this.#view;
    const at = this.#length;
    for (let i = 0; i < piece.length; i += 8) to.setFloat64(at + i, from.getFloat64(i));
    this.#length = at + piece.length;
  }

  /** UTF-8 text. */
  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  /** A copy of bytes[start, end). */
  bytes(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    this.#bytes.set(bytes.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  /** A number as `JSON.stringify` spells it. */
  number(value: number): void {
    this.#reserve(NUMBER_BYTES);
    if ((value | 0) === value && value >= 0) {
      this.#length = writeInteger(value, this.#bytes, this.#length);
      return;
    }
    // A value with two decimals: as the only decimal of so few digits that reads back as this double, it is the shortest.
    if (value > 0 && value < 20_000_000) {
      const hundredths = Math.round(value * 100);
      if (hundredths / 100 === value) {
        this.#decimal(hundredths);
        return;
      }
    }
    if (value >= 1 && value < SHORTEST_BELOW && value % 1 !== 0) {
      this.#length = writeShortest(value, this.#bytes, this.#length);
      return;
    }
    const spelled = Number.isFinite(value) ? String(value) : 'null';
    this.#length += this.#bytes.write(spelled, this.#length, 'latin1');
  }

  #decimal(hundredths: number): void {
    const bytes = this.#bytes;
    const whole = (hundredths / 100) | 0;
    const rest = hundredths - whole * 100;
    let at = writeInteger(whole, bytes, this.#length);
    bytes[at++] = 46;
    const tenth = (rest / 10) | 0;
    bytes[at++] = 48 + tenth;
    if (rest !== tenth * 10) bytes[at++] = 48 + rest - tenth * 10;
    this.#length = at;
  }

  #reserve(more: number): void {
    if (this.#length + more + SLACK > this.#bytes.length) this.#grow(more);
  }

  #grow(more: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + more + SLACK));
    bytes.set(this.written);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
