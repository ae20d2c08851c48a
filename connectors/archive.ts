/**
 * The archive: what the batch reports are computed from. Both sides' duties:
 *
 * - The caller writes a roll-up as its absolute value at an input sequence. The archive keeps, for each key and hour of a
 *   partition, the value of the greatest sequence: an older one never wins, so that writing twice or late is harmless.
 * - Raw events are kept under (partition, input sequence, index): writing one twice leaves one.
 * - Rows come back most first and then by number, so that every archive answers alike. What was never active in the
 *   period is no row, except an hour of the day.
 */

/** What one key did in one hour. */
export interface HourlyRollup {
  readonly station: number;
  readonly sensor: number;
  readonly alarm: number;
  /** Start of the hour, milliseconds since 1970-01-01Z. */
  readonly hour: number;
  /** Valid events. */
  readonly events: number;
  /** Valid events with isActive True. */
  readonly activations: number;
}

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

/** A number (alarm, station, sensor or hour of the day) and its activations. */
export interface ReportRow {
  readonly number: number;
  readonly activations: number;
}

export interface Archive {
  putRollups(tenant: string, partition: number, sequence: number, rollups: readonly HourlyRollup[]): Promise<void>;

  putEvents(tenant: string, partition: number, events: readonly RawEvent[]): Promise<void>;

  /** Raw events of a tenant's partition with `from <= time < to`, by sequence and index, page by page. */
  events(tenant: string, partition: number, period: Period): AsyncIterable<readonly RawEvent[]>;

  /** Alarms with most activations over all stations. */
  topAlarms(tenant: string, period: Period, limit: number): Promise<readonly ReportRow[]>;

  /** Stations with most activations, of one sensor or of all. */
  topStations(tenant: string, period: Period, limit: number, sensor?: number): Promise<readonly ReportRow[]>;

  /** Sensors with most activations in one station. */
  sensorAlarms(tenant: string, period: Period, limit: number, station: number): Promise<readonly ReportRow[]>;

  /** Activations by hour of the day in UTC, of one alarm or of all: always 24 rows, hour 0 first. */
  activeHours(tenant: string, period: Period, alarm?: number): Promise<readonly ReportRow[]>;

  close(): Promise<void>;
}
