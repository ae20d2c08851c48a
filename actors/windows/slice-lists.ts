import { Float64Column, Int32Column } from '../../runtime/base/columns.ts';

/** No node. */
export const NONE = -1;

const NEXT = 0;
const PREVIOUS = 1;
const COUNT = 2;

const SLICE = 0;
const FIRST_INPUT = 1;
const LAST_INPUT = 2;

/** What a slice holds. */
export interface Slice {
  readonly slice: number;
  /** Active events. */
  readonly count: number;
  /** Least and greatest input sequence of them. */
  readonly firstInput: number;
  readonly lastInput: number;
}

/**
 * Counted slices in doubly linked lists, sorted by slice, in columns: 36 bytes a slice that holds something and nothing
 * for one that doesn't.
 */
export class SliceLists {
  readonly #wholes = new Float64Column(3);
  readonly #links = new Int32Column(3);
  #used = 0;
  #free = NONE;

  sliceOf(node: number): number {
    return this.#whole(node, SLICE);
  }

  firstInputOf(node: number): number {
    return this.#whole(node, FIRST_INPUT);
  }

  lastInputOf(node: number): number {
    return this.#whole(node, LAST_INPUT);
  }

  countOf(node: number): number {
    return this.#read(node, COUNT);
  }

  next(node: number): number {
    return this.#read(node, NEXT);
  }

  previous(node: number): number {
    return this.#read(node, PREVIOUS);
  }

  /** Adds what comes after all that is in the node: sequences grow. */
  add(node: number, { count, lastInput }: Slice): void {
    this.#write(node, COUNT, this.countOf(node) + count);
    this.#wholes.block(node)[this.#wholes.offset(node) + LAST_INPUT] = lastInput;
  }

  /** A new node between two others (or {@link NONE}), which are linked to it. */
  insert({ slice, count, firstInput, lastInput }: Slice, previous: number, next: number): number {
    const node = this.#allocate();
    const wholes = this.#wholes.block(node);
    const at = this.#wholes.offset(node);
    wholes[at + SLICE] = slice;
    wholes[at + FIRST_INPUT] = firstInput;
    wholes[at + LAST_INPUT] = lastInput;
    this.#write(node, NEXT, next);
    this.#write(node, PREVIOUS, previous);
    this.#write(node, COUNT, count);
    if (previous !== NONE) this.#write(previous, NEXT, node);
    if (next !== NONE) this.#write(next, PREVIOUS, node);
    return node;
  }

  /** Frees a list's first node and returns the new first one. */
  dropFirst(node: number): number {
    const next = this.next(node);
    if (next !== NONE) this.#write(next, PREVIOUS, NONE);
    this.#write(node, NEXT, this.#free);
    this.#free = node;
    return next;
  }

  #allocate(): number {
    if (this.#free === NONE) return this.#used++;
    const node = this.#free;
    this.#free = this.next(node);
    return node;
  }

  #whole(node: number, field: number): number {
    return this.#wholes.block(node)[this.#wholes.offset(node) + field] as number;
  }

  #read(node: number, field: number): number {
    return this.#links.block(node)[this.#links.offset(node) + field] as number;
  }

  #write(node: number, field: number, value: number): void {
    this.#links.block(node)[this.#links.offset(node) + field] = value;
  }
}
