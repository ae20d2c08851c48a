import { combine, type HistogramFigures, quantile } from '../../base/histogram.ts';
import { limits } from '../../base/limits.ts';
import type { TenantRow } from '../../control/runtime-control.ts';

/** A tenant's row and how it goes now. */
export interface RatedRow extends TenantRow {
  /** Events. */
  readonly perSecond: number;
  /** Milliseconds that 99 of 100 records were answered within; undefined when there were none. */
  readonly answeredWithin: number | undefined;
}

/** Works out rates from one look at the tenants to the next. */
export class Rates {
  #before = new Map<string, TenantRow>();
  #at = Number.NaN;

  /** @param now milliseconds of any clock that doesn't jump. */
  of(rows: readonly TenantRow[], now: number): readonly RatedRow[] {
    const seconds = (now - this.#at) / 1000;
    const rated = rows.map((row) => {
      const before = this.#before.get(row.id);
      // Before it ran nothing was known of what its checkpoints had counted.
      const gained = before?.phase === 'running' ? row.events - before.events : 0;
      return {
        ...row,
        perSecond: gained > 0 && seconds > 0 ? Math.round(gained / seconds) : 0,
        answeredWithin: quantile(0.99, since(before?.response, row.response), limits.responseBounds),
      };
    });
    this.#at = now;
    this.#before = new Map(rows.map((row) => [row.id, row]));
    return rated;
  }
}

/** What came on top; all of it after a restart, when counting began anew. */
function since(before: HistogramFigures | undefined, now: HistogramFigures): HistogramFigures {
  if (before === undefined) return now;
  const gained = combine(now, before, -1);
  return gained.counts.some((count) => count < 0) ? now : gained;
}
