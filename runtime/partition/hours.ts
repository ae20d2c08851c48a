import { HOUR } from '../base/calendar.ts';

/** Hours that are kept before the newest one, itself included, and after it. */
const KEPT = 48;

/** The place of all events whose hours are not kept: before every hour there is. */
export const OUTSIDE = -(2 ** 29);

/** Hours since 1970-01-01Z. */
export function hourOf(time: number): number {
  return Math.floor(time / HOUR);
}

/**
 * The hours that roll-ups are kept of: 48 of event time, up to that of the greatest one. Events ahead of it have hours of their
 * own for as long again; a clock that is days ahead makes no rows without end.
 */
export class KeptHours {
  /** The latest that are kept, and the first. Before the first event there are none. */
  #last = Number.NEGATIVE_INFINITY;
  #first = Number.POSITIVE_INFINITY;
  /** When the newest hour ends. */
  #next = Number.NEGATIVE_INFINITY;

  /** The hours kept at a greatest event time. */
  static at(greatest: number): KeptHours {
    const kept = new KeptHours();
    kept.moveTo(greatest);
    return kept;
  }

  /** True when hours have left. */
  moveTo(greatest: number): boolean {
    if (greatest < this.#next || greatest === Number.NEGATIVE_INFINITY) return false;
    const newest = hourOf(greatest);
    this.#next = (newest + 1) * HOUR;
    this.#last = newest + KEPT;
    this.#first = newest - KEPT + 1;
    return true;
  }

  /** Where an event of an hour is counted. */
  placeOf(hour: number): number {
    return hour >= this.#first && hour <= this.#last ? hour : OUTSIDE;
  }

  /** Whether a place's row is kept. */
  has(hour: number): boolean {
    return hour >= this.#first || hour === OUTSIDE;
  }
}
