import { Float64Column, Int32Column, SparseInt32Column } from '../../runtime/base/columns.ts';
import { NONE } from './slice-lists.ts';

// Fields of a record: what one actor has in open windows.
/** Its oldest slice. */
export const HEAD = 0;
/** Its newest slice. */
export const TAIL = 1;
/** The oldest slice in the window that SUM is of. */
export const LOW = 2;
/** The oldest slice past that window. */
export const HIGH = 3;
/** Active events in that window. */
export const SUM = 4;
/** Active events in all its slices. */
export const TOTAL = 5;
/** 1 when the window it is due at has a result, 0 when it is only looked at again there. */
export const ALERTING = 6;
const SLOT = 7;
const FIELDS = 8;

/** Not due anywhere yet. */
export const NOWHERE = Number.POSITIVE_INFINITY;

/** One record for each actor that has an active event in an open window, in columns; none for the others. */
export class SlidingRecords {
  /** Record of a slot plus 1; 0 for none. */
  readonly #recordOf = new SparseInt32Column();
  readonly #fields = new Int32Column(FIELDS);
  /** The window a record is due at. */
  readonly #due = new Float64Column();
  #used = 0;
  #free = NONE;
  #open = 0;

  /** Records in use. */
  get open(): number {
    return this.#open;
  }

  /** The record of a slot, or {@link NONE}. */
  find(slot: number): number {
    return this.#recordOf.get(slot) - 1;
  }

  findOrCreate(slot: number): number {
    const found = this.find(slot);
    if (found !== NONE) return found;
    let record = this.#free;
    if (record === NONE) record = this.#used++;
    else this.#free = this.slotOf(record);
    this.#recordOf.set(slot, record + 1);
    this.#fields.block(record).fill(NONE, this.#fields.offset(record), this.#fields.offset(record) + SUM);
    this.#fields.block(record).fill(0, this.#fields.offset(record) + SUM, this.#fields.offset(record) + SLOT);
    this.set(record, SLOT, slot);
    this.#due.set(record, NOWHERE);
    this.#open++;
    return record;
  }

  free(record: number): void {
    this.#recordOf.set(this.slotOf(record), 0);
    this.set(record, HEAD, NONE);
    this.set(record, SLOT, this.#free);
    this.#free = record;
    this.#open--;
  }

  *slots(): Iterable<number> {
    for (let record = 0; record < this.#used; record++) {
      if (this.get(record, HEAD) !== NONE) yield this.slotOf(record);
    }
  }

  slotOf(record: number): number {
    return this.get(record, SLOT);
  }

  due(record: number): number {
    return this.#due.get(record);
  }

  setDue(record: number, window: number): void {
    this.#due.set(record, window);
  }

  get(record: number, field: number): number {
    return this.#fields.block(record)[this.#fields.offset(record) + field] as number;
  }

  set(record: number, field: number, value: number): void {
    this.#fields.block(record)[this.#fields.offset(record) + field] = value;
  }
}
