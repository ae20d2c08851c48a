/**
 * How sliding windows `[w * slide, w * slide + size)`, numbered by w, cut time into slices: two events in one slice are in
 * the same windows, so that an event is counted once, in its slice, whatever size/slide is. Where the size is no multiple
 * of the slide each slide holds two slices, cut where windows end.
 *
 * Sources: Li et al., "No pane, no gain" (SIGMOD Record 2005); Krishnamurthy, Wu, Franklin, "On-the-fly sharing for
 * streamed aggregation" (SIGMOD 2006: paired windows).
 *
 * A slice is numbered 2k + b: the k-th slide, its first (b = 0) or last (b = 1) part; without a cut only b = 1 is used.
 */
export class Slicing {
  readonly size: number;
  readonly slide: number;
  readonly #remainder: number;
  readonly #wholeSlides: number;

  /** @param size and @param slide milliseconds, slide <= size. */
  constructor(size: number, slide: number) {
    this.size = size;
    this.slide = slide;
    this.#remainder = size % slide;
    this.#wholeSlides = (size - this.#remainder) / slide;
  }

  /** Number of the slice that holds `time`. */
  sliceOf(time: number): number {
    const k = Math.floor(time / this.slide);
    return 2 * k + (time - k * this.slide >= this.#remainder ? 1 : 0);
  }

  /** First window that holds a slice. */
  first(slice: number): number {
    const k = Math.floor(slice / 2);
    return k - this.#wholeSlides + (slice - 2 * k);
  }

  /** Last window that holds a slice. */
  last(slice: number): number {
    return Math.floor(slice / 2);
  }

  startOf(window: number): number {
    return window * this.slide;
  }

  endOf(window: number): number {
    return window * this.slide + this.size;
  }

  /** The newest window that has closed under a watermark; every one before it has, too. */
  closedBy(watermark: number): number {
    return Math.floor((watermark - this.size) / this.slide);
  }
}
