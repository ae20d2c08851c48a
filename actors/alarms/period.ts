import type { Event } from '../event.ts';

/** The period that an event behind the partitions is counted in: [start, end), milliseconds since 1970-01-01Z. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

export function periodOf({ fields }: Pick<Event, 'fields'>): Period {
  return fields?.period as Period;
}
