import type { StatementSync } from 'node:sqlite';
import type { SqliteFile } from './file.ts';
import type { FileKind } from './open-file.ts';

/** A partition's checkpoints: its segments and its one manifest. */
export const snapshotFile: FileKind = {
  noun: 'checkpoint file',
  damaged: 'checkpoint-unusable',
  applicationId: 0x4d52_434b,
  version: 1,
  schema: `
    CREATE TABLE segments (epoch INTEGER NOT NULL, checkpoint INTEGER NOT NULL, chunk INTEGER NOT NULL, bytes BLOB NOT NULL,
      PRIMARY KEY (epoch, checkpoint, chunk)) STRICT;
    CREATE TABLE manifest (one INTEGER PRIMARY KEY CHECK (one = 1), write_id TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;`,
};

/** A partition's file and its prepared statements. */
export interface SnapshotStatements {
  readonly file: SqliteFile;
  readonly put: StatementSync;
  readonly get: StatementSync;
  readonly list: StatementSync;
  readonly drop: StatementSync;
  readonly manifest: StatementSync;
  readonly create: StatementSync;
  readonly replace: StatementSync;
}

export function prepareSnapshots(file: SqliteFile): SnapshotStatements {
  return {
    file,
    put: file.prepare('INSERT OR IGNORE INTO segments (epoch, checkpoint, chunk, bytes) VALUES (?, ?, ?, ?)'),
    get: file.prepare('SELECT bytes FROM segments WHERE epoch = ? AND checkpoint = ? AND chunk = ?'),
    list: file.prepare('SELECT DISTINCT epoch, checkpoint FROM segments ORDER BY epoch, checkpoint'),
    drop: file.prepare(
      'DELETE FROM segments WHERE rowid IN (SELECT rowid FROM segments WHERE epoch = ? AND checkpoint = ? LIMIT 2)',
    ),
    manifest: file.prepare('SELECT write_id AS writeId, bytes FROM manifest'),
    create: file.prepare('INSERT OR IGNORE INTO manifest (one, write_id, bytes) VALUES (1, ?, ?)'),
    replace: file.prepare('UPDATE manifest SET write_id = ?, bytes = ? WHERE write_id = ?'),
  };
}
