import type { TenantRow } from '../../control/runtime-control.ts';

/** A tenant's row and how many events a second it takes now. */
export interface RatedRow extends TenantRow {
  readonly perSecond: number;
}

/** Works out rates from one look at the tenants to the next. */
export class Rates {
  #events = new Map<string, number>();
  #at = Number.NaN;

  /** @param now milliseconds of any clock that doesn't jump. */
  of(rows: readonly TenantRow[], now: number): readonly RatedRow[] {
    const seconds = (now - this.#at) / 1000;
    const before = this.#events;
    this.#at = now;
    this.#events = new Map(rows.map(({ id, events }) => [id, events]));
    return rows.map((row) => {
      const gained = row.events - (before.get(row.id) ?? row.events);
      return { ...row, perSecond: gained > 0 && seconds > 0 ? Math.round(gained / seconds) : 0 };
    });
  }
}
