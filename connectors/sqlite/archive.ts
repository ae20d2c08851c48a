import type { StatementSync } from 'node:sqlite';
import type { Archive, HourlyRollup, Period, RawEvent, ReportRow } from '../archive.ts';
import { type ArchiveStatements, archiveFile, prepareArchive } from './archive-file.ts';
import { SqliteFile } from './file.ts';
import type { Sync } from './open-file.ts';
import { archivePath } from './paths.ts';
import type { SqliteStoreOptions } from './snapshot-store.ts';

/** Raw events on a page of {@link SqliteArchive.events}. */
const EVENTS_PER_PAGE = 1000;

/**
 * The archive of a data folder, a file a tenant: `<folder>/archive/<tenant>.sqlite`. The partitions of a tenant write
 * one after the other. Its methods throw `archive-unusable` on a damaged, foreign or closed file, `folder-unusable`,
 * and `file-busy`.
 */
export class SqliteArchive implements Archive {
  readonly #folder: string;
  readonly #sync: Sync;
  readonly #open = new Map<string, ArchiveStatements>();

  constructor(folder: string, options: SqliteStoreOptions = {}) {
    this.#folder = folder;
    this.#sync = options.sync ?? 'full';
  }

  async putRollups(
    tenant: string,
    partition: number,
    sequence: number,
    rollups: readonly HourlyRollup[],
  ): Promise<void> {
    if (rollups.length === 0) return;
    const { file, putRollup } = this.#tenant(tenant);
    file.write(() => {
      for (const { hour, station, sensor, alarm, events, activations } of rollups) {
        putRollup.run(hour, station, sensor, alarm, partition, sequence, events, activations);
      }
    });
  }

  async putEvents(tenant: string, partition: number, events: readonly RawEvent[]): Promise<void> {
    if (events.length === 0) return;
    const { file, putEvent } = this.#tenant(tenant);
    file.write(() => {
      for (const { sequence, index, time, payload } of events) putEvent.run(partition, sequence, index, time, payload);
    });
  }

  /** As the contract says, a thousand events a page. */
  async *events(tenant: string, partition: number, { from, to }: Period): AsyncIterable<readonly RawEvent[]> {
    const { file, range, events } = this.#tenant(tenant);
    // The index by time bounds the scan by sequence.
    const { first, last } = file.read(() => range.get(partition, from, to)) as Record<string, number | null>;
    if (typeof first !== 'number' || typeof last !== 'number') return;
    let after: Pick<RawEvent, 'sequence' | 'index'> | undefined = { sequence: first, index: -1 };
    while (after) {
      const key = [partition, after.sequence, after.index, last];
      const rows = file.read(() => events.all(...key, from, to, EVENTS_PER_PAGE)) as unknown as RawEvent[];
      const page = rows.map(({ sequence, index, time, payload }) => ({ sequence, index, time, payload }));
      if (page.length > 0) yield page;
      after = page.length < EVENTS_PER_PAGE ? undefined : page.at(-1);
    }
  }

  async topAlarms(tenant: string, { from, to }: Period, limit: number): Promise<readonly ReportRow[]> {
    return this.#rows(tenant, (sql) => sql.topAlarms, [from, to, limit]);
  }

  async topStations(
    tenant: string,
    { from, to }: Period,
    limit: number,
    sensor?: number,
  ): Promise<readonly ReportRow[]> {
    if (sensor === undefined) return this.#rows(tenant, (sql) => sql.topStations, [from, to, limit]);
    return this.#rows(tenant, (sql) => sql.topStationsOfSensor, [from, to, sensor, limit]);
  }

  async sensorAlarms(
    tenant: string,
    { from, to }: Period,
    limit: number,
    station: number,
  ): Promise<readonly ReportRow[]> {
    return this.#rows(tenant, (sql) => sql.sensorAlarms, [from, to, station, limit]);
  }

  async activeHours(tenant: string, { from, to }: Period, alarm?: number): Promise<readonly ReportRow[]> {
    const rows =
      alarm === undefined
        ? this.#rows(tenant, (sql) => sql.activeHours, [from, to])
        : this.#rows(tenant, (sql) => sql.activeHoursOfAlarm, [from, to, alarm]);
    const activations = new Map(rows.map((row) => [row.number, row.activations]));
    return Array.from({ length: 24 }, (_, number) => ({ number, activations: activations.get(number) ?? 0 }));
  }

  /** Closes the files it opened; it opens them again when it is used again. */
  async close(): Promise<void> {
    for (const { file } of this.#open.values()) file.close();
    this.#open.clear();
  }

  #rows(tenant: string, pick: (sql: ArchiveStatements) => StatementSync, values: readonly number[]): ReportRow[] {
    const sql = this.#tenant(tenant);
    const rows = sql.file.read(() => pick(sql).all(...values)) as unknown as ReportRow[];
    return rows.map(({ number, activations }) => ({ number, activations }));
  }

  #tenant(tenant: string): ArchiveStatements {
    const open = this.#open.get(tenant);
    if (open) return open;
    const statements = prepareArchive(SqliteFile.open(archivePath(this.#folder, tenant), archiveFile, this.#sync));
    this.#open.set(tenant, statements);
    return statements;
  }
}
