const SIZE = 60;
const SLIDE = 5;
const THRESHOLD = 5;
const RING = 16;
const START_ENTRIES = 256;

/** Called for each window over the threshold; times in seconds since 1970-01-01Z. */
export type OnAlert = (key: number, start: number, end: number, count: number) => void;

/**
 * Sliding windows of 60 s, every 5 s. A pane of 5 s is the list of the keys of its active events, one entry each; a key's
 * running count is that of the window that closed last, so that closing the next adds one pane, takes one away and looks
 * only at the keys that were over the threshold. Open windows span at most 15 panes, kept in a ring.
 */
export class Panes {
  readonly #lists: Int32Array[] = Array.from({ length: RING }, () => new Int32Array(START_ENTRIES));
  readonly #sizes = new Int32Array(RING);
  readonly #before: (a: number, b: number) => number;
  readonly #onAlert: OnAlert;
  #counts = new Uint32Array(START_ENTRIES);
  #isHot = new Uint8Array(START_ENTRIES);
  #hot: number[] = [];
  #entries = 0;
  /** End of the next window to close. */
  nextEnd = Number.NEGATIVE_INFINITY;

  /** @param before the order of alerts of one window, by key number. */
  constructor(before: (a: number, b: number) => number, onAlert: OnAlert) {
    this.#before = before;
    this.#onAlert = onAlert;
  }

  /** Closes every window that ends at or before the watermark. */
  close(watermark: number): void {
    while (this.#entries > 0 && this.nextEnd <= watermark) {
      this.#closeOne(this.nextEnd);
      this.nextEnd += SLIDE;
    }
    if (this.nextEnd <= watermark) this.nextEnd = Math.floor(watermark / SLIDE) * SLIDE + SLIDE;
  }

  /** True when every window of the time has closed. */
  isLate(second: number, watermark: number): boolean {
    return Math.floor(second / SLIDE) * SLIDE + SIZE <= watermark;
  }

  /** Counts an active event that is not late. */
  add(key: number, second: number): void {
    const pane = Math.floor(second / SLIDE);
    const slot = pane & (RING - 1);
    const size = this.#sizes[slot] as number;
    if (size === (this.#lists[slot] as Int32Array).length) this.#lists[slot] = doubled(this.#lists[slot] as Int32Array);
    (this.#lists[slot] as Int32Array)[size] = key;
    this.#sizes[slot] = size + 1;
    this.#entries++;
    if (key >= this.#counts.length) this.#grow(key);
    // The running count already covers panes before the window that closed last ended.
    if ((pane + 1) * SLIDE < this.nextEnd) this.#raise(key);
  }

  #closeOne(end: number): void {
    const gone = (end - SIZE) / SLIDE - 1;
    const lost = this.#lists[gone & (RING - 1)] as Int32Array;
    const lostSize = this.#sizes[gone & (RING - 1)] as number;
    for (let i = 0; i < lostSize; i++) (this.#counts[lost[i] as number] as number)--;
    this.#sizes[gone & (RING - 1)] = 0;
    this.#entries -= lostSize;
    const come = end / SLIDE - 1;
    const won = this.#lists[come & (RING - 1)] as Int32Array;
    const wonSize = this.#sizes[come & (RING - 1)] as number;
    for (let i = 0; i < wonSize; i++) this.#raise(won[i] as number);
    if (this.#hot.length > 0) this.#alert(end);
  }

  #raise(key: number): void {
    const count = (this.#counts[key] as number) + 1;
    this.#counts[key] = count;
    if (count <= THRESHOLD || this.#isHot[key] === 1) return;
    this.#isHot[key] = 1;
    this.#hot.push(key);
  }

  #alert(end: number): void {
    const hot: number[] = [];
    for (const key of this.#hot) {
      if ((this.#counts[key] as number) > THRESHOLD) hot.push(key);
      else this.#isHot[key] = 0;
    }
    hot.sort(this.#before);
    for (const key of hot) this.#onAlert(key, end - SIZE, end, this.#counts[key] as number);
    this.#hot = hot;
  }

  #grow(key: number): void {
    let length = this.#counts.length;
    while (length <= key) length *= 2;
    const counts = new Uint32Array(length);
    counts.set(this.#counts);
    this.#counts = counts;
    const isHot = new Uint8Array(length);
    isHot.set(this.#isHot);
    this.#isHot = isHot;
  }
}

function doubled(list: Int32Array): Int32Array {
  const grown = new Int32Array(list.length * 2);
  grown.set(list);
  return grown;
}
