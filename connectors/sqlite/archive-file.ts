import type { StatementSync } from 'node:sqlite';
import type { SqliteFile } from './file.ts';
import type { FileKind } from './open-file.ts';

/** A tenant's archive: hourly roll-ups and raw events. */
export const archiveFile: FileKind = {
  noun: 'archive',
  damaged: 'archive-unusable',
  applicationId: 0x4d52_4152,
  version: 1,
  schema: `
    CREATE TABLE rollups (hour INTEGER NOT NULL, station INTEGER NOT NULL, sensor INTEGER NOT NULL, alarm INTEGER NOT NULL,
      partition INTEGER NOT NULL, sequence INTEGER NOT NULL, events INTEGER NOT NULL, activations INTEGER NOT NULL,
      PRIMARY KEY (hour, station, sensor, alarm, partition)) STRICT, WITHOUT ROWID;
    CREATE TABLE events (partition INTEGER NOT NULL, sequence INTEGER NOT NULL, idx INTEGER NOT NULL, time INTEGER NOT NULL,
      payload BLOB NOT NULL, PRIMARY KEY (partition, sequence, idx)) STRICT;
    CREATE INDEX events_by_time ON events (partition, time, sequence);`,
};

/** A tenant's file and its prepared statements. */
export interface ArchiveStatements {
  readonly file: SqliteFile;
  readonly putRollup: StatementSync;
  readonly putEvent: StatementSync;
  readonly range: StatementSync;
  readonly events: StatementSync;
  readonly topAlarms: StatementSync;
  readonly topStations: StatementSync;
  readonly topStationsOfSensor: StatementSync;
  readonly sensorAlarms: StatementSync;
  readonly activeHours: StatementSync;
  readonly activeHoursOfAlarm: StatementSync;
}

/** Most first and then by number; what was never active is no row. */
function ranking(column: string, where = ''): string {
  return `SELECT ${column} AS number, sum(activations) AS activations FROM rollups
    WHERE hour >= ? AND hour < ? ${where} GROUP BY ${column} HAVING sum(activations) > 0
    ORDER BY activations DESC, number LIMIT ?`;
}

// Hours before 1970 are negative, and so is their remainder.
const HOUR_OF_DAY = '(((hour / 3600000) % 24) + 24) % 24';

function histogram(where = ''): string {
  return `SELECT ${HOUR_OF_DAY} AS number, sum(activations) AS activations FROM rollups
    WHERE hour >= ? AND hour < ? ${where} GROUP BY number`;
}

export function prepareArchive(file: SqliteFile): ArchiveStatements {
  return {
    file,
    putRollup:
      file.prepare(`INSERT INTO rollups (hour, station, sensor, alarm, partition, sequence, events, activations)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET sequence = excluded.sequence, events = excluded.events,
      activations = excluded.activations WHERE excluded.sequence > rollups.sequence`),
    putEvent: file.prepare(
      'INSERT OR IGNORE INTO events (partition, sequence, idx, time, payload) VALUES (?, ?, ?, ?, ?)',
    ),
    range: file.prepare(`SELECT min(sequence) AS first, max(sequence) AS last FROM events
      WHERE partition = ? AND time >= ? AND time < ?`),
    events: file.prepare(`SELECT sequence, idx AS "index", time, payload FROM events
      WHERE partition = ? AND (sequence, idx) > (?, ?) AND sequence <= ? AND time >= ? AND time < ?
      ORDER BY sequence, idx LIMIT ?`),
    topAlarms: file.prepare(ranking('alarm')),
    topStations: file.prepare(ranking('station')),
    topStationsOfSensor: file.prepare(ranking('station', 'AND sensor = ?')),
    sensorAlarms: file.prepare(ranking('sensor', 'AND station = ?')),
    activeHours: file.prepare(histogram()),
    activeHoursOfAlarm: file.prepare(histogram('AND alarm = ?')),
  };
}
