import { ByteWriter } from '../base/byte-writer.ts';
import type { JsonShape } from '../base/json-shape.ts';

const NEWLINE = 10;

/** One result, as it waits to be published. */
export interface OutboxResult {
  /** Sequence of the input record it comes of. */
  readonly input: number;
  /** Index among that record's results. */
  readonly index: number;
  readonly output: string;
  /** Slot of the actor it is about, or -1; of a line that goes on, its place among those. */
  readonly slot: number;
  readonly payload: Uint8Array;
}

/**
 * A partition's results since it was last cleared, in their one order, each with its identity. Their bytes stand in one
 * arena, a newline after each, so that an outbox is NDJSON as it is.
 */
export class Outbox {
  readonly #writer = new ByteWriter(256 * 1024);
  readonly #inputs: number[] = [];
  readonly #indexes: number[] = [];
  readonly #outputs: string[] = [];
  readonly #slots: number[] = [];
  readonly #ends: number[] = [];
  #count = 0;
  #input = 0;
  #index = 0;
  #marked = { count: 0, bytes: 0, index: 0 };

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#writer.length;
  }

  /** Results from here on come of this input. */
  beginInput(sequence: number): void {
    this.#input = sequence;
    this.#index = 0;
  }

  add(output: string, slot: number, json: string): void {
    this.#writer.text(json);
    this.#close(output, slot);
  }

  /** A copy of bytes[start, end). */
  addBytes(output: string, slot: number, bytes: Uint8Array, start: number, end: number): void {
    this.#writer.bytes(bytes, start, end);
    this.#close(output, slot);
  }

  addShape(output: string, slot: number, shape: JsonShape, numbers: Float64Array): void {
    shape.write(this.#writer, numbers);
    this.#close(output, slot);
  }

  /** Remembers where it stands. */
  mark(): void {
    this.#marked.count = this.#count;
    this.#marked.bytes = this.#writer.length;
    this.#marked.index = this.#index;
  }

  /** Drops everything added since {@link mark}, which must have been within the same input. */
  rewind(): void {
    this.#count = this.#marked.count;
    this.#index = this.#marked.index;
    this.#writer.truncate(this.#marked.bytes);
  }

  outputOf(position: number): string {
    return this.#outputs[position] as string;
  }

  /** The result at a position, its payload a view into the arena. */
  resultAt(position: number): OutboxResult {
    const start = position === 0 ? 0 : (this.#ends[position - 1] as number);
    return {
      input: this.#inputs[position] as number,
      index: this.#indexes[position] as number,
      output: this.outputOf(position),
      slot: this.#slots[position] as number,
      payload: this.#writer.written.subarray(start, (this.#ends[position] as number) - 1),
    };
  }

  /** Views into the arena: good until the outbox is cleared. */
  *results(): Iterable<OutboxResult> {
    const bytes = this.#writer.written;
    let start = 0;
    for (let i = 0; i < this.#count; i++) {
      const end = this.#ends[i] as number;
      yield {
        input: this.#inputs[i] as number,
        index: this.#indexes[i] as number,
        output: this.#outputs[i] as string,
        slot: this.#slots[i] as number,
        payload: bytes.subarray(start, end - 1),
      };
      start = end;
    }
  }

  clear(): void {
    this.#count = 0;
    this.#writer.truncate(0);
  }

  /** Clears the outbox and hands over its NDJSON in a buffer of its own. `spare` is memory to go on with. */
  takeLines(spare?: ArrayBuffer): Buffer {
    this.#count = 0;
    return this.#writer.take(spare);
  }

  #close(output: string, slot: number): void {
    this.#writer.byte(NEWLINE);
    const at = this.#count++;
    this.#inputs[at] = this.#input;
    this.#indexes[at] = this.#index++;
    this.#outputs[at] = output;
    this.#slots[at] = slot;
    this.#ends[at] = this.#writer.length;
  }
}
