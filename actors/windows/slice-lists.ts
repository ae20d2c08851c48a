import { Float64Column, Int32Column } from '../../runtime/base/columns.ts';

/** No node. */
export const NONE = -1;

const NEXT = 0;
const PREVIOUS = 1;
const COUNT = 2;

/**
 * Counted slices in doubly linked lists, sorted by slice, in columns: 20 bytes a slice that holds something and nothing
 * for one that doesn't.
 */
export class SliceLists {
  readonly #slices = new Float64Column();
  readonly #links = new Int32Column(3);
  #used = 0;
  #free = NONE;

  sliceOf(node: number): number {
    return this.#slices.get(node);
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

  add(node: number, count: number): void {
    this.#write(node, COUNT, this.countOf(node) + count);
  }

  /** A new node between two others (or {@link NONE}), which are linked to it. */
  insert(slice: number, count: number, previous: number, next: number): number {
    const node = this.#allocate();
    this.#slices.set(node, slice);
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

  #read(node: number, field: number): number {
    return this.#links.block(node)[this.#links.offset(node) + field] as number;
  }

  #write(node: number, field: number, value: number): void {
    this.#links.block(node)[this.#links.offset(node) + field] = value;
  }
}
