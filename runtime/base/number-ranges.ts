/** A range of whole numbers, both ends in it. */
export type NumberRange = readonly [first: number, last: number];

/** A set of whole numbers as ranges, small where they follow on one another. */
export class NumberRanges {
  readonly #most: number;
  #ranges: NumberRange[];

  /** @param most ranges that it has, at most: beyond, the gap between the two lowest is filled, and what is in it counts as held. */
  constructor(ranges: readonly NumberRange[] = [], most: number = Number.POSITIVE_INFINITY) {
    this.#ranges = [...ranges];
    this.#most = most;
  }

  /** In order, with a gap between each two. */
  get ranges(): readonly NumberRange[] {
    return this.#ranges;
  }

  has(number: number): boolean {
    const range = this.#ranges[this.#firstEndingAt(number)];
    return range !== undefined && range[0] <= number;
  }

  /** Puts a number in; false when it is there already. */
  add(number: number): boolean {
    if (this.has(number)) return false;
    const ranges = this.#ranges;
    // The first range that ends right before the number, or comes after it.
    const at = this.#firstEndingAt(number - 1);
    const before = ranges[at]?.[1] === number - 1 ? ranges[at] : undefined;
    const next = ranges[before === undefined ? at : at + 1];
    const after = next?.[0] === number + 1 ? next : undefined;
    const joined = Number(before !== undefined) + Number(after !== undefined);
    ranges.splice(at, joined, [before?.[0] ?? number, after?.[1] ?? number]);
    const [lowest, second] = ranges;
    if (ranges.length > this.#most && lowest && second) ranges.splice(0, 2, [lowest[0], second[1]]);
    return true;
  }

  /** Position of the first range whose end is at or above a number. */
  #firstEndingAt(number: number): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle] as NumberRange)[1] < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
