/**
 * Slots by the time they are due: buckets of equal times under a binary heap of the distinct ones. Windows share their
 * ends, so that the heap stays small however many slots wait.
 */
export class DueQueue {
  readonly #buckets = new Map<number, number[]>();
  readonly #heap: number[] = [];

  /** The earliest time, or Infinity. */
  get next(): number {
    return this.#heap.length === 0 ? Number.POSITIVE_INFINITY : (this.#heap[0] as number);
  }

  push(time: number, slot: number): void {
    const bucket = this.#buckets.get(time);
    if (bucket !== undefined) {
      bucket.push(slot);
      return;
    }
    this.#buckets.set(time, [slot]);
    this.#siftUp(time);
  }

  /** Removes and returns the slots of the earliest time, which must be `time`; a slot may stand there twice. */
  take(time: number): readonly number[] {
    if (this.next !== time) return [];
    const bucket = this.#buckets.get(time) ?? [];
    this.#buckets.delete(time);
    this.#siftDown();
    return bucket;
  }

  #siftUp(time: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(time);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as number;
      if (above <= time) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = time;
  }

  #siftDown(): void {
    const heap = this.#heap;
    const moved = heap.pop() as number;
    const length = heap.length;
    if (length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && (heap[child + 1] as number) < (heap[child] as number)) child++;
      if ((heap[child] as number) >= moved) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = moved;
  }
}
