/**
 * Columns: typed arrays that grow a block at a time, so that growth never copies what is there and a million rows cost
 * their bytes and nothing else. Rows read before they are written are 0.
 */
const SHIFT = 12;
const ROWS = 1 << SHIFT;
const MASK = ROWS - 1;

type Block = Float64Array | Int32Array | Uint8Array;

/** Makes one column class for each kind of array, so that the compiler sees one kind in each. */
function columnOf<B extends Block>(allocate: (length: number) => B) {
  return class Column {
    readonly width: number;
    readonly #blocks: B[] = [];

    /** @param width values to a row. */
    constructor(width = 1) {
      this.width = width;
    }

    /** The block that holds a row; the row's values start there at {@link offset}. */
    block(row: number): B {
      const index = row >>> SHIFT;
      while (this.#blocks.length <= index) this.#blocks.push(allocate(ROWS * this.width));
      return this.#blocks[index] as B;
    }

    offset(row: number): number {
      return (row & MASK) * this.width;
    }

    /** The value of a row in a column of width 1. */
    get(row: number): number {
      return this.block(row)[row & MASK] as number;
    }

    set(row: number, value: number): void {
      this.block(row)[row & MASK] = value;
    }
  };
}

/** Doubles. */
export const Float64Column = columnOf((length) => new Float64Array(length));
export type Float64Column = InstanceType<typeof Float64Column>;

/** Whole numbers of 32 bits. */
export const Int32Column = columnOf((length) => new Int32Array(length));
export type Int32Column = InstanceType<typeof Int32Column>;

/** Bytes. */
export const ByteColumn = columnOf((length) => new Uint8Array(length));
export type ByteColumn = InstanceType<typeof ByteColumn>;

/** Whole numbers of 32 bits of which most are 0: a block costs nothing until one of its rows is set. */
export class SparseInt32Column {
  readonly #blocks: (Int32Array | undefined)[] = [];

  get(row: number): number {
    const block = this.#blocks[row >>> SHIFT];
    return block === undefined ? 0 : (block[row & MASK] as number);
  }

  set(row: number, value: number): void {
    const index = row >>> SHIFT;
    let block = this.#blocks[index];
    if (block === undefined) {
      if (value === 0) return;
      while (this.#blocks.length < index) this.#blocks.push(undefined);
      block = new Int32Array(ROWS);
      this.#blocks[index] = block;
    }
    block[row & MASK] = value;
  }
}
