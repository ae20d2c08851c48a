/** How often a figure fell between bounds. Plain data, so that it travels and adds up. */
export interface HistogramFigures {
  /** Figures up to each bound and above the one before it; one more than there are bounds, for those above all. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** Counts figures by fixed bounds. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  /** @param bounds growing. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  note(figure: number): void {
    let at = 0;
    while (figure > (this.#bounds[at] ?? Number.POSITIVE_INFINITY)) at++;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sum += figure;
  }

  get figures(): HistogramFigures {
    return { counts: [...this.#counts], sum: this.#sum };
  }
}

export function noFigures(bounds: readonly number[]): HistogramFigures {
  return { counts: new Array<number>(bounds.length + 1).fill(0), sum: 0 };
}

/** a + sign * b, bound by bound. */
export function combine(a: HistogramFigures, b: HistogramFigures, sign: 1 | -1): HistogramFigures {
  return { counts: a.counts.map((count, i) => count + sign * (b.counts[i] ?? 0)), sum: a.sum + sign * b.sum };
}

/** The bound that a share of the figures stays within: Infinity above all bounds, undefined when there are no figures. */
export function quantile(share: number, { counts }: HistogramFigures, bounds: readonly number[]): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let seen = 0;
  for (let i = 0; i < bounds.length; i++) {
    seen += counts[i] ?? 0;
    if (seen >= share * total) return bounds[i];
  }
  return Number.POSITIVE_INFINITY;
}
