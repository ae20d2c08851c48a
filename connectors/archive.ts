import { limits } from '../runtime/base/limits.ts';
import type { Token } from '../runtime/base/token.ts';

/**
 * The archive: what the batch reports are computed from. Both sides' duties:
 *
 * - The caller writes a roll-up as its absolute value at an input sequence. The archive keeps, for each key and hour of a
 *   partition, the value of the greatest sequence: an older one never wins, so that writing twice or late is harmless.
 * - Roll-ups come in any lots. Those of one place together, as `lots` says, cost it least.
 * - Raw events are kept under (partition, input sequence, index): writing one twice leaves one.
 * - Rows come back most first and then by name, numbers before text, so that every archive answers alike. What was never
 *   active in the period is no row, except an hour of the day.
 */

/** In the place of an hour: events of a key that came when their hours were kept no more. It is in no period of real hours. */
export const OLDER = Number.MIN_SAFE_INTEGER;

/** What one key did in one hour. */
export interface HourlyRollup {
  readonly station: Token;
  readonly sensor: Token;
  readonly alarm: Token;
  /** Start of the hour, milliseconds since 1970-01-01Z; or {@link OLDER}. */
  readonly hour: number;
  /** Valid events. */
  readonly events: number;
  /** Valid events with isActive True. */
  readonly activations: number;
}

/** The lots in which an archive takes roll-ups at least cost. */
export interface LotForm {
  /** Roll-ups of a lot, at most. */
  readonly most: number;
  /** Names the place where a roll-up is kept: a lot should have those of one place. */
  readonly placeOf: (rollup: HourlyRollup) => number;
}

/** Where all are kept in one place. */
export const plainLots: LotForm = { most: limits.archivedRows, placeOf: () => 0 };

/** An event as it came, for those who want to keep them. */
export interface RawEvent {
  readonly sequence: number;
  /** Index of the record in its message. */
  readonly index: number;
  readonly time: number;
  readonly payload: Uint8Array;
}

/** Whole hours: from `from` (included) to `to` (excluded), milliseconds since 1970-01-01Z. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** An alarm, station, sensor or hour of the day, and its activations. */
export interface ReportRow {
  readonly name: Token;
  readonly activations: number;
}

/** How roll-ups are read. */
export interface RollupReading {
  /** Roll-ups of other stations are not wanted; they may come nevertheless. */
  readonly station?: Token;
  /**
   * Told before each page, and once at the end, how many places have been read of how many there are: hours of a partition. The number
   * never falls; where a page ends within a place, that one is not counted.
   */
  readonly told?: (done: number, of: number) => void;
}

export interface Archive {
  readonly lots: LotForm;

  putRollups(tenant: string, partition: number, sequence: number, rollups: readonly HourlyRollup[]): Promise<void>;

  /** @param keep milliseconds from now on after which they may be dropped; undefined: never. */
  putEvents(tenant: string, partition: number, events: readonly RawEvent[], keep?: number): Promise<void>;

  /** Raw events of a tenant's partition with `from <= time < to`, by sequence and index, page by page. */
  events(tenant: string, partition: number, period: Period): AsyncIterable<readonly RawEvent[]>;

  /** All roll-ups of a tenant's period, page by page, in no particular order. */
  rollups(tenant: string, period: Period, reading?: RollupReading): AsyncIterable<readonly HourlyRollup[]>;

  /** Alarms with most activations over all stations. */
  topAlarms(tenant: string, period: Period, limit: number): Promise<readonly ReportRow[]>;

  /** Stations with most activations, of one sensor or of all. */
  topStations(tenant: string, period: Period, limit: number, sensor?: Token): Promise<readonly ReportRow[]>;

  /** Sensors with most activations in one station. */
  sensorAlarms(tenant: string, period: Period, limit: number, station: Token): Promise<readonly ReportRow[]>;

  /** Activations by hour of the day in UTC, of one alarm or of all: always 24 rows, hour 0 first. */
  activeHours(tenant: string, period: Period, alarm?: Token): Promise<readonly ReportRow[]>;

  /** Drops everything of a tenant, for good. */
  remove(tenant: string): Promise<void>;

  close(): Promise<void>;
}
