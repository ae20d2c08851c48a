import { HOUR } from '../runtime/base/calendar.ts';
import { compareTokens, type Token } from '../runtime/base/token.ts';
import type { HourlyRollup, ReportRow } from './archive.ts';

/** Activations added up under what a report counts them by: from roll-ups, or from sums that a store has made. */
export class ActivationSums {
  readonly #sums = new Map<Token, number>();

  add(name: Token, activations: number): void {
    this.#sums.set(name, (this.#sums.get(name) ?? 0) + activations);
  }

  /** Most first and then by name; what was never active is no row. */
  ranked(limit: number): readonly ReportRow[] {
    const rows = [...this.#sums].map(([name, activations]) => ({ name, activations }));
    return rows
      .filter(({ activations }) => activations > 0)
      .sort((a, b) => b.activations - a.activations || compareTokens(a.name, b.name))
      .slice(0, limit);
  }

  /** A row for each hour of the day; the names were {@link hourOfDay}. */
  histogram(): readonly ReportRow[] {
    return Array.from({ length: 24 }, (_, name) => ({ name, activations: this.#sums.get(name) ?? 0 }));
  }
}

/** The hour of the day, in UTC, that an hour is. Hours before 1970 are negative, and so is their remainder. */
export function hourOfDay({ hour }: Pick<HourlyRollup, 'hour'>): number {
  return (((hour / HOUR) % 24) + 24) % 24;
}
