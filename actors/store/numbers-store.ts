import { ByteColumn, Float64Column } from '../../runtime/base/columns.ts';
import type { NumbersState } from '../state.ts';
import type { StateStore } from './state-store.ts';

const BLOCK = Symbol('block');
const OFFSET = Symbol('offset');

/** Where the properties of a draft are; by symbols, so that a state's fields may have any name. */
class Row {
  [BLOCK] = new Float64Array(0);
  [OFFSET] = 0;
}

/** States that are a few numbers, in columns. The draft is one object that points at a slot's row. */
export class NumbersStore<S> implements StateStore<S> {
  readonly #names: readonly string[];
  readonly #initial: readonly number[];
  readonly #values: Float64Column;
  readonly #present = new ByteColumn();
  readonly #row: Row;
  /** The row as it was when the turn began. */
  readonly #before: Float64Array;
  #fresh = false;

  constructor(spec: NumbersState<S>) {
    this.#names = Object.keys(spec.fields);
    this.#initial = Object.values<number>(spec.fields);
    this.#values = new Float64Column(this.#names.length);
    this.#before = new Float64Array(this.#names.length);
    this.#row = rowOf(this.#names);
  }

  has(slot: number): boolean {
    return this.#present.get(slot) === 1;
  }

  open(slot: number): S {
    const row = this.#point(slot);
    const before = this.#before;
    this.#fresh = !this.has(slot);
    if (this.#fresh) row[BLOCK].set(this.#initial, row[OFFSET]);
    else for (let i = 0; i < before.length; i++) before[i] = row[BLOCK][row[OFFSET] + i] as number;
    return row as unknown as S;
  }

  commit(slot: number, next: S | undefined): void {
    if (next !== undefined && (next as unknown) !== this.#row) this.#assign(next);
    if (this.#fresh) this.#present.set(slot, 1);
  }

  rollback(): void {
    if (!this.#fresh) this.#row[BLOCK].set(this.#before, this.#row[OFFSET]);
  }

  encode(slot: number): unknown {
    if (!this.has(slot)) return undefined;
    const offset = this.#values.offset(slot);
    const block = this.#values.block(slot);
    const values = new Array<number>(this.#names.length);
    for (let i = 0; i < values.length; i++) values[i] = block[offset + i] as number;
    return values;
  }

  /** Takes what {@link encode} gave, or an object of the fields (a migrated state). */
  decode(slot: number, encoded: unknown): void {
    this.#point(slot);
    if (Array.isArray(encoded)) this.#row[BLOCK].set(encoded, this.#row[OFFSET]);
    else this.#assign(encoded as S);
    this.#present.set(slot, 1);
  }

  release(slot: number): void {
    this.#present.set(slot, 0);
  }

  view(slot: number): S | undefined {
    if (!this.has(slot)) return undefined;
    const values = this.encode(slot) as number[];
    return Object.fromEntries(this.#names.map((name, i) => [name, values[i]])) as S;
  }

  #point(slot: number): Row {
    this.#row[BLOCK] = this.#values.block(slot);
    this.#row[OFFSET] = this.#values.offset(slot);
    return this.#row;
  }

  #assign(next: S): void {
    const fields = next as Record<string, number>;
    this.#names.forEach((name, i) => {
      this.#row[BLOCK][this.#row[OFFSET] + i] = fields[name] as number;
    });
  }
}

/** A row with a property for each name, reading and writing its number in place. */
function rowOf(names: readonly string[]): Row {
  class NamedRow extends Row {}
  names.forEach((name, i) => {
    Object.defineProperty(NamedRow.prototype, name, {
      get(this: Row) {
        return this[BLOCK][this[OFFSET] + i];
      },
      set(this: Row, value: number) {
        this[BLOCK][this[OFFSET] + i] = value;
      },
    });
  });
  return new NamedRow();
}
