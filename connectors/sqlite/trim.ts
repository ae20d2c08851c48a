import type { Retention } from '../log.ts';

/** What a decision to drop needs to know of a record. */
export interface RecordSize {
  readonly sequence: number;
  readonly arrival: number;
  readonly bytes: number;
}

/** Records to drop: all up to a sequence. */
export interface Cut {
  readonly sequence: number;
  readonly records: number;
  readonly bytes: number;
}

/**
 * Which of the oldest records retention drops: one after the other while the log holds more than `retention.bytes` or
 * the record is older than `retention.age`.
 *
 * @param held bytes the log holds.
 * @param now milliseconds since 1970-01-01Z.
 */
export function cutOf(oldest: readonly RecordSize[], held: number, retention: Retention, now: number): Cut {
  let cut: Cut = { sequence: 0, records: 0, bytes: 0 };
  for (const record of oldest) {
    if (held - cut.bytes <= retention.bytes && now - record.arrival <= retention.age) break;
    cut = { sequence: record.sequence, records: cut.records + 1, bytes: cut.bytes + record.bytes };
  }
  return cut;
}
