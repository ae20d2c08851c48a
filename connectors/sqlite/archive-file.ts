import type { StatementSync } from 'node:sqlite';
import type { Token } from '../../runtime/base/token.ts';
import type { SqliteFile } from './file.ts';
import type { FileKind } from './open-file.ts';

/** The archive of one partition: hourly roll-ups and raw events. Parts of keys are whole numbers or text. */
export const archiveFile: FileKind = {
  noun: 'archive',
  damaged: 'archive-unusable',
  applicationId: 0x4d52_4152,
  version: 2,
  schema: `
    CREATE TABLE rollups (hour INTEGER NOT NULL, station ANY NOT NULL, sensor ANY NOT NULL, alarm ANY NOT NULL,
      sequence INTEGER NOT NULL, events INTEGER NOT NULL, activations INTEGER NOT NULL,
      PRIMARY KEY (hour, station, sensor, alarm)) STRICT, WITHOUT ROWID;
    CREATE TABLE events (sequence INTEGER NOT NULL, idx INTEGER NOT NULL, time INTEGER NOT NULL,
      payload BLOB NOT NULL, expires INTEGER, PRIMARY KEY (sequence, idx)) STRICT;
    CREATE INDEX events_by_time ON events (time, sequence);
    CREATE INDEX events_by_expiry ON events (expires) WHERE expires IS NOT NULL;`,
};

/** Station, sensor, alarm, hour, events, activations. */
export type RollupRow = readonly [Token, Token, Token, number, number, number];

/** A partition's file and its prepared statements. */
export interface ArchiveStatements {
  readonly file: SqliteFile;
  readonly putRollup: StatementSync;
  readonly putEvent: StatementSync;
  readonly dropEvents: StatementSync;
  readonly range: StatementSync;
  readonly events: StatementSync;
  /** Its rows are arrays, {@link RollupRow}. */
  readonly rollups: StatementSync;
  readonly hours: StatementSync;
  readonly byAlarm: StatementSync;
  readonly byStation: StatementSync;
  readonly byStationOfSensor: StatementSync;
  readonly bySensorOfStation: StatementSync;
  readonly byHour: StatementSync;
  readonly byHourOfAlarm: StatementSync;
}

function sums(column: string, where = ''): string {
  return `SELECT ${column} AS name, sum(activations) AS activations FROM rollups
    WHERE hour >= ? AND hour < ? ${where} GROUP BY ${column}`;
}

export function prepareArchive(file: SqliteFile): ArchiveStatements {
  const rollups = file.prepare(`SELECT station, sensor, alarm, hour, events, activations FROM rollups
    WHERE (hour, station, sensor, alarm) > (?, ?, ?, ?) AND hour >= ? AND hour < ?
    ORDER BY hour, station, sensor, alarm LIMIT ?`);
  rollups.setReturnArrays(true);
  return {
    file,
    putRollup: file.prepare(`INSERT INTO rollups (hour, station, sensor, alarm, sequence, events, activations)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence, events = excluded.events,
      activations = excluded.activations WHERE excluded.sequence > rollups.sequence`),
    putEvent: file.prepare(
      'INSERT OR IGNORE INTO events (sequence, idx, time, payload, expires) VALUES (?, ?, ?, ?, ?)',
    ),
    dropEvents: file.prepare('DELETE FROM events WHERE expires <= ?'),
    range: file.prepare(
      'SELECT min(sequence) AS first, max(sequence) AS last FROM events WHERE time >= ? AND time < ?',
    ),
    events: file.prepare(`SELECT sequence, idx AS "index", time, payload FROM events
      WHERE (sequence, idx) > (?, ?) AND sequence <= ? AND time >= ? AND time < ? ORDER BY sequence, idx LIMIT ?`),
    rollups,
    // Each by itself is found at one end of the key.
    hours: file.prepare(`SELECT (SELECT min(hour) FROM rollups WHERE hour >= ? AND hour < ?) AS first,
      (SELECT max(hour) FROM rollups WHERE hour >= ? AND hour < ?) AS last`),
    byAlarm: file.prepare(sums('alarm')),
    byStation: file.prepare(sums('station')),
    byStationOfSensor: file.prepare(sums('station', 'AND sensor = ?')),
    bySensorOfStation: file.prepare(sums('sensor', 'AND station = ?')),
    byHour: file.prepare(sums('hour')),
    byHourOfAlarm: file.prepare(sums('hour', 'AND alarm = ?')),
  };
}
