import { AlertSearch } from './alert-search.ts';
import { DueQueue } from './due-queue.ts';
import { decodeSlices, encodeSlices } from './slice-codec.ts';
import { NONE, type Slice, SliceLists } from './slice-lists.ts';
import { Slicing } from './slicing.ts';
import { ALERTING, HEAD, SlidingRecords, SUM } from './sliding-records.ts';
import type { Barrier, Closing, Counted, Windows, WindowView } from './windows.ts';

/**
 * Sliding and tumbling windows (a tumbling one slides by its size).
 *
 * An event costs one increment in its slice ({@link Slicing}) and a step of the search for the earliest window with a
 * result ({@link AlertSearch}), whatever size/slide is. Closing costs only where there is a result: an actor waits in the
 * queue at that window alone.
 */
export class SlidingWindows implements Windows {
  readonly closesOnEvent = false;
  readonly #slicing: Slicing;
  readonly #nodes = new SliceLists();
  readonly #records = new SlidingRecords();
  readonly #search: AlertSearch;
  readonly #barrier: Barrier;
  /** Slots by the end of the window they are due at; undefined where keys have watermarks of their own. */
  readonly #queue: DueQueue | undefined;

  constructor(options: { size: number; slide: number; threshold: number; queued: boolean; barrier: Barrier }) {
    this.#slicing = new Slicing(options.size, options.slide);
    this.#search = new AlertSearch(this.#slicing, this.#nodes, this.#records, options.threshold);
    this.#barrier = options.barrier;
    this.#queue = options.queued ? new DueQueue() : undefined;
  }

  get openSlots(): number {
    return this.#records.open;
  }

  take(slot: number, { time, active, sequence }: Counted, watermark: number): boolean {
    const slice = this.#slicing.sliceOf(time);
    const closed = this.#slicing.closedBy(watermark);
    if (this.#slicing.last(slice) <= closed) return true;
    if (active) this.#add(slot, { slice, count: 1, firstInput: sequence, lastInput: sequence }, closed);
    return false;
  }

  nextEnd(): number {
    return this.#queue === undefined ? Number.POSITIVE_INFINITY : this.#queue.next;
  }

  close(end: number, closings: Closing[]): void {
    const window = (end - this.#slicing.size) / this.#slicing.slide;
    for (const slot of this.#queue?.take(end) ?? []) {
      const record = this.#records.find(slot);
      // An entry that a later move left behind is passed over: the record is due elsewhere.
      if (record !== NONE && this.#records.due(record) === window) this.#closeDue(record, closings);
    }
  }

  closeOf(slot: number, watermark: number, closings: Closing[]): void {
    const closed = this.#slicing.closedBy(watermark);
    for (;;) {
      const record = this.#records.find(slot);
      if (record === NONE || this.#records.due(record) > closed) return;
      this.#closeDue(record, closings);
    }
  }

  slots(): Iterable<number> {
    return this.#records.slots();
  }

  holds(slot: number): boolean {
    return this.#records.find(slot) !== NONE;
  }

  encode(slot: number, watermark: number): number[] | undefined {
    const open = this.#openSlices(slot, watermark);
    return open.length === 0 ? undefined : encodeSlices(open);
  }

  decode(slot: number, numbers: readonly number[], watermark: number): void {
    const closed = this.#slicing.closedBy(watermark);
    for (const slice of decodeSlices(numbers)) {
      if (this.#slicing.last(slice.slice) > closed) this.#add(slot, slice, closed);
    }
  }

  release(slot: number): void {
    const record = this.#records.find(slot);
    if (record === NONE) return;
    let node = this.#records.get(record, HEAD);
    while (node !== NONE) node = this.#nodes.dropFirst(node);
    this.#records.free(record);
  }

  describe(slot: number, watermark: number, limit: number): WindowView[] {
    const slicing = this.#slicing;
    const closed = slicing.closedBy(watermark);
    const counts = new Map<number, number>();
    for (const { slice, count } of this.#openSlices(slot, watermark)) {
      const first = Math.max(closed + 1, slicing.first(slice));
      const last = Math.min(slicing.last(slice), first + limit - 1);
      for (let w = first; w <= last; w++) counts.set(w, (counts.get(w) ?? 0) + count);
    }
    const windows = [...counts].sort(([a], [b]) => a - b).slice(0, limit);
    return windows.map(([w, count]) => ({ start: slicing.startOf(w), end: slicing.endOf(w), count }));
  }

  /** What a slot has in windows that are open under a watermark, by slice. */
  #openSlices(slot: number, watermark: number): Slice[] {
    const record = this.#records.find(slot);
    if (record === NONE) return [];
    const nodes = this.#nodes;
    const closed = this.#slicing.closedBy(watermark);
    const open: Slice[] = [];
    for (let node = this.#records.get(record, HEAD); node !== NONE; node = nodes.next(node)) {
      const slice = nodes.sliceOf(node);
      if (this.#slicing.last(slice) <= closed) continue;
      const [firstInput, lastInput] = [nodes.firstInputOf(node), nodes.lastInputOf(node)];
      open.push({ slice, count: nodes.countOf(node), firstInput, lastInput });
    }
    return open;
  }

  #add(slot: number, slice: Slice, closed: number): void {
    const record = this.#records.findOrCreate(slot);
    this.#search.evict(record, closed);
    const due = this.#search.add(record, slice, closed);
    if (due !== undefined) this.#moveDue(record, due);
  }

  #closeDue(record: number, closings: Closing[]): void {
    const slot = this.#records.slotOf(record);
    const window = this.#records.due(record);
    this.#barrier(slot);
    const alerting = this.#records.get(record, ALERTING) === 1;
    if (alerting) {
      const count = this.#records.get(record, SUM);
      const [start, end] = [this.#slicing.startOf(window), this.#slicing.endOf(window)];
      closings.push({ slot, start, end, count, ...this.#search.inputsOf(record) });
    }
    this.#search.evict(record, window);
    if (this.#records.get(record, HEAD) === NONE) this.#records.free(record);
    else this.#moveDue(record, alerting ? this.#search.seek(record, window + 1) : this.#search.lastWindow(record));
  }

  #moveDue(record: number, window: number): void {
    if (this.#records.due(record) === window) return;
    this.#records.setDue(record, window);
    this.#queue?.push(this.#slicing.endOf(window), this.#records.slotOf(record));
  }
}
