import { NONE, type Slice, type SliceLists } from './slice-lists.ts';
import type { Slicing } from './slicing.ts';
import { ALERTING, HEAD, HIGH, LOW, type SlidingRecords, SUM, TAIL, TOTAL } from './sliding-records.ts';

/**
 * Finds, for one actor, the earliest open window whose count passes the threshold, and keeps it found while events come.
 *
 * The count over windows grows from one window to the next only where a slice enters, so only those windows are looked
 * at, by two pointers over the sorted slices. An event in order moves the pointers on; one out of order starts the search
 * again, but only if the actor's slices together pass the threshold.
 */
export class AlertSearch {
  readonly #slicing: Slicing;
  readonly #nodes: SliceLists;
  readonly #records: SlidingRecords;
  readonly #threshold: number;

  constructor(slicing: Slicing, nodes: SliceLists, records: SlidingRecords, threshold: number) {
    this.#slicing = slicing;
    this.#nodes = nodes;
    this.#records = records;
    this.#threshold = threshold;
  }

  /**
   * Adds to a slice that is in a window after `closed`; sequences grow from call to call. Returns the window the record is due at now when that changed,
   * else undefined.
   */
  add(record: number, added: Slice, closed: number): number | undefined {
    const { slice, count } = added;
    const records = this.#records;
    const tail = records.get(record, TAIL);
    const inOrder = tail === NONE || slice >= this.#nodes.sliceOf(tail);
    const node = this.#place(record, added);
    records.set(record, TOTAL, records.get(record, TOTAL) + count);
    const first = Math.max(this.#slicing.first(slice), closed + 1);
    if (records.get(record, ALERTING) === 1) {
      if (first < records.due(record)) return this.#seekFromStart(record, closed + 1);
      this.#countInDue(record, node, slice, count);
      return undefined;
    }
    if (inOrder) return this.#countNewest(record, node, first, count);
    if (records.get(record, TOTAL) > this.#threshold) return this.#seekFromStart(record, closed + 1);
    this.#recount(record, closed + 1);
    return undefined;
  }

  /**
   * Finds the earliest window from `from` on that alerts, and returns it; where none does, the last window that holds
   * anything, at which the record is to be looked at again. SUM, LOW and HIGH are those of a window before.
   */
  seek(record: number, from: number): number {
    const { low, high, sum, window } = this.#advance(record, from);
    const records = this.#records;
    records.set(record, LOW, low);
    records.set(record, HIGH, high);
    records.set(record, SUM, sum);
    const alerting = sum > this.#threshold;
    records.set(record, ALERTING, alerting ? 1 : 0);
    return alerting ? window : this.lastWindow(record);
  }

  /** The last window that holds any of the record's slices. */
  lastWindow(record: number): number {
    return this.#slicing.last(this.#nodes.sliceOf(this.#records.get(record, TAIL)));
  }

  /** Drops the slices that are in closed windows only. */
  evict(record: number, closed: number): void {
    const records = this.#records;
    let head = records.get(record, HEAD);
    while (head !== NONE && this.#slicing.last(this.#nodes.sliceOf(head)) <= closed) {
      const count = this.#nodes.countOf(head);
      const next = this.#nodes.dropFirst(head);
      records.set(record, TOTAL, records.get(record, TOTAL) - count);
      if (records.get(record, LOW) === head) {
        records.set(record, LOW, next);
        if (records.get(record, HIGH) === head) records.set(record, HIGH, next);
        else records.set(record, SUM, records.get(record, SUM) - count);
      }
      head = next;
    }
    records.set(record, HEAD, head);
    if (head === NONE) records.set(record, TAIL, NONE);
  }

  /** Least and greatest input sequence of what the window holds that SUM is of; it holds something. */
  inputsOf(record: number): { firstInput: number; lastInput: number } {
    const high = this.#records.get(record, HIGH);
    let firstInput = Number.POSITIVE_INFINITY;
    let lastInput = 0;
    for (let node = this.#records.get(record, LOW); node !== high; node = this.#nodes.next(node)) {
      firstInput = Math.min(firstInput, this.#nodes.firstInputOf(node));
      lastInput = Math.max(lastInput, this.#nodes.lastInputOf(node));
    }
    return { firstInput, lastInput };
  }

  /** The node of a slice, made where it is missing, with what is added. */
  #place(record: number, added: Slice): number {
    const { slice } = added;
    const nodes = this.#nodes;
    const records = this.#records;
    const tail = records.get(record, TAIL);
    let before = tail;
    while (before !== NONE && nodes.sliceOf(before) > slice) before = nodes.previous(before);
    if (before !== NONE && nodes.sliceOf(before) === slice) {
      nodes.add(before, added);
      return before;
    }
    const node = nodes.insert(added, before, before === NONE ? records.get(record, HEAD) : nodes.next(before));
    if (before === NONE) records.set(record, HEAD, node);
    if (before === tail) records.set(record, TAIL, node);
    return node;
  }

  /** Nothing alerts so far, and the newest slice grew: the first window that holds it is the only one that may alert now. */
  #countNewest(record: number, node: number, window: number, count: number): number | undefined {
    const records = this.#records;
    const low = records.get(record, LOW);
    if (low === NONE) records.set(record, LOW, node);
    records.set(record, SUM, records.get(record, SUM) + count);
    records.set(record, HIGH, NONE);
    this.#dropBefore(record, window);
    if (records.get(record, SUM) > this.#threshold) {
      records.set(record, ALERTING, 1);
      return window;
    }
    return low === NONE ? this.lastWindow(record) : undefined;
  }

  /** The window due alerts, and a slice grew that is in no window before it. */
  #countInDue(record: number, node: number, slice: number, count: number): void {
    const records = this.#records;
    if (this.#slicing.first(slice) <= records.due(record)) {
      records.set(record, SUM, records.get(record, SUM) + count);
      if (slice < this.#nodes.sliceOf(records.get(record, LOW))) records.set(record, LOW, node);
      return;
    }
    const high = records.get(record, HIGH);
    if (high === NONE || slice < this.#nodes.sliceOf(high)) records.set(record, HIGH, node);
  }

  /** Counts the newest open window anew, after an event out of order that cannot make any window alert. */
  #recount(record: number, earliest: number): void {
    const records = this.#records;
    records.set(record, LOW, records.get(record, HEAD));
    records.set(record, SUM, records.get(record, TOTAL));
    const tail = this.#nodes.sliceOf(records.get(record, TAIL));
    this.#dropBefore(record, Math.max(this.#slicing.first(tail), earliest));
  }

  /** Moves LOW on to the first slice that is in `window` or a later one. */
  #dropBefore(record: number, window: number): void {
    const nodes = this.#nodes;
    let low = this.#records.get(record, LOW);
    let sum = this.#records.get(record, SUM);
    while (this.#slicing.last(nodes.sliceOf(low)) < window) {
      sum -= nodes.countOf(low);
      low = nodes.next(low);
    }
    this.#records.set(record, LOW, low);
    this.#records.set(record, SUM, sum);
  }

  #seekFromStart(record: number, from: number): number {
    const records = this.#records;
    records.set(record, LOW, records.get(record, HEAD));
    records.set(record, HIGH, records.get(record, HEAD));
    records.set(record, SUM, 0);
    return this.seek(record, from);
  }

  #advance(record: number, from: number): { low: number; high: number; sum: number; window: number } {
    const nodes = this.#nodes;
    const slicing = this.#slicing;
    let low = this.#records.get(record, LOW);
    let high = this.#records.get(record, HIGH);
    let sum = this.#records.get(record, SUM);
    let window = from;
    for (;;) {
      while (high !== NONE && slicing.first(nodes.sliceOf(high)) <= window) {
        sum += nodes.countOf(high);
        high = nodes.next(high);
      }
      while (low !== high && slicing.last(nodes.sliceOf(low)) < window) {
        sum -= nodes.countOf(low);
        low = nodes.next(low);
      }
      if (sum > this.#threshold || high === NONE) return { low, high, sum, window };
      window = Math.max(window + 1, slicing.first(nodes.sliceOf(high)));
    }
  }
}
