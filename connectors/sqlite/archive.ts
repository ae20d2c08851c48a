import type { StatementSync } from 'node:sqlite';
import { HOUR } from '../../runtime/base/calendar.ts';
import { type Clock, systemClock } from '../../runtime/base/clock.ts';
import type { Token } from '../../runtime/base/token.ts';
import { ActivationSums, hourOfDay } from '../activation-sums.ts';
import {
  type Archive,
  type HourlyRollup,
  type Period,
  plainLots,
  type RawEvent,
  type ReportRow,
  type RollupReading,
} from '../archive.ts';
import type { ArchiveStatements, RollupRow } from './archive-file.ts';
import { ArchiveFiles } from './archive-files.ts';
import type { SqliteStoreOptions } from './snapshot-store.ts';

/** Rows on a page of {@link SqliteArchive.events} and {@link SqliteArchive.rollups}. */
const ROWS_PER_PAGE = 1000;

/**
 * The archive of a data folder, a file a partition: `<folder>/archive/<tenant>/<partition>.sqlite`, so that the partitions of
 * a tenant, each on its thread, never wait for each other. Its methods throw `archive-unusable` on a damaged, foreign or
 * closed file, `folder-unusable`, and `file-busy`.
 */
export class SqliteArchive implements Archive {
  readonly lots = plainLots;
  readonly #files: ArchiveFiles;
  readonly #clock: Clock;

  /** @param clock for how long raw events are kept. */
  constructor(folder: string, options: SqliteStoreOptions = {}, clock: Clock = systemClock) {
    this.#clock = clock;
    this.#files = new ArchiveFiles(folder, options);
  }

  async putRollups(
    tenant: string,
    partition: number,
    sequence: number,
    rollups: readonly HourlyRollup[],
  ): Promise<void> {
    if (rollups.length === 0) return;
    const { file, putRollup } = this.#files.writable(tenant, partition);
    file.write(() => {
      for (const { hour, station, sensor, alarm, events, activations } of rollups) {
        putRollup.run(hour, station, sensor, alarm, sequence, events, activations);
      }
    });
  }

  /** Also drops what has been kept for long enough. */
  async putEvents(tenant: string, partition: number, events: readonly RawEvent[], keep?: number): Promise<void> {
    if (events.length === 0) return;
    const { file, putEvent, dropEvents } = this.#files.writable(tenant, partition);
    const now = this.#clock.now();
    const expires = keep === undefined ? null : now + keep;
    file.write(() => {
      dropEvents.run(now);
      for (const { sequence, index, time, payload } of events) putEvent.run(sequence, index, time, payload, expires);
    });
  }

  /** As the contract says, a thousand events a page. */
  async *events(tenant: string, partition: number, { from, to }: Period): AsyncIterable<readonly RawEvent[]> {
    const sql = this.#files.existing(tenant, partition);
    if (sql === undefined) return;
    // The index by time bounds the scan by sequence.
    const { first, last } = sql.file.read(() => sql.range.get(from, to)) as Record<string, number | null>;
    if (typeof first !== 'number' || typeof last !== 'number') return;
    let after: Pick<RawEvent, 'sequence' | 'index'> | undefined = { sequence: first, index: -1 };
    while (after) {
      const key = [after.sequence, after.index, last];
      const rows = sql.file.read(() => sql.events.all(...key, from, to, ROWS_PER_PAGE)) as unknown as RawEvent[];
      const page = rows.map(({ sequence, index, time, payload }) => ({ sequence, index, time, payload }));
      if (page.length > 0) yield page;
      after = page.length < ROWS_PER_PAGE ? undefined : page.at(-1);
    }
  }

  /** As the contract says, a thousand a page, one partition after the other. */
  async *rollups(
    tenant: string,
    { from, to }: Period,
    { told }: RollupReading = {},
  ): AsyncIterable<readonly HourlyRollup[]> {
    const files = [...this.#files.all(tenant)].flatMap((sql) => {
      const hours = hoursIn(sql, { from, to });
      return hours === undefined ? [] : [{ sql, ...hours }];
    });
    const of = files.reduce((sum, { count }) => sum + count, 0);
    let done = 0;
    for (const { sql, first, count } of files) {
      let after: readonly Token[] | undefined = [from, -1, -1, -1];
      while (after !== undefined) {
        const page: readonly HourlyRollup[] = rollupsAfter(sql, after, { from, to });
        const [start] = page;
        if (start !== undefined) {
          // What was written meanwhile may be behind the hours that were there.
          told?.(done + Math.min(count, (start.hour - first) / HOUR), of);
          yield page;
        }
        const last = page.length < ROWS_PER_PAGE ? undefined : page.at(-1);
        after = last && [last.hour, last.station, last.sensor, last.alarm];
      }
      done += count;
    }
    told?.(done, of);
  }

  async topAlarms(tenant: string, period: Period, limit: number): Promise<readonly ReportRow[]> {
    return sumsOf(this.#read(tenant, period, (sql) => sql.byAlarm)).ranked(limit);
  }

  async topStations(tenant: string, period: Period, limit: number, sensor?: Token): Promise<readonly ReportRow[]> {
    const pick = (sql: ArchiveStatements) => (sensor === undefined ? sql.byStation : sql.byStationOfSensor);
    return sumsOf(this.#read(tenant, period, pick, sensor)).ranked(limit);
  }

  async sensorAlarms(tenant: string, period: Period, limit: number, station: Token): Promise<readonly ReportRow[]> {
    return sumsOf(this.#read(tenant, period, (sql) => sql.bySensorOfStation, station)).ranked(limit);
  }

  async activeHours(tenant: string, period: Period, alarm?: Token): Promise<readonly ReportRow[]> {
    const pick = (sql: ArchiveStatements) => (alarm === undefined ? sql.byHour : sql.byHourOfAlarm);
    const hours = this.#read(tenant, period, pick, alarm);
    return sumsOf(hours, (hour) => hourOfDay({ hour: hour as number })).histogram();
  }

  async remove(tenant: string): Promise<void> {
    this.#files.remove(tenant);
  }

  /** Closes the files it opened; it opens them again when it is used again. */
  async close(): Promise<void> {
    this.#files.close();
  }

  *#read(
    tenant: string,
    { from, to }: Period,
    pick: (sql: ArchiveStatements) => StatementSync,
    only?: Token,
  ): Iterable<ReportRow> {
    for (const sql of this.#files.all(tenant)) {
      const values = only === undefined ? [from, to] : [from, to, only];
      yield* sql.file.read(() => pick(sql).all(...values)) as unknown as ReportRow[];
    }
  }
}

function sumsOf(rows: Iterable<ReportRow>, named = (name: Token): Token => name): ActivationSums {
  const sums = new ActivationSums();
  for (const { name, activations } of rows) sums.add(named(name), activations);
  return sums;
}

function rollupsAfter(sql: ArchiveStatements, after: readonly Token[], { from, to }: Period): readonly HourlyRollup[] {
  const rows = sql.file.read(() => sql.rollups.all(...after, from, to, ROWS_PER_PAGE)) as unknown as RollupRow[];
  return rows.map(([station, sensor, alarm, hour, events, activations]) => {
    return { station, sensor, alarm, hour, events, activations };
  });
}

/** The hours that a file has of a period, from the first to the last; undefined when it has none. */
function hoursIn(sql: ArchiveStatements, { from, to }: Period): { first: number; count: number } | undefined {
  const row = sql.file.read(() => sql.hours.get(from, to, from, to)) as Record<string, number | null>;
  const { first, last } = row;
  if (typeof first !== 'number' || typeof last !== 'number') return undefined;
  return { first, count: (last - first) / HOUR + 1 };
}
