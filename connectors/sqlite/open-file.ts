import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MillraceError } from '../../runtime/base/errors.ts';
import { type FileNoun, isBusy } from './failures.ts';

/** What is to be found in a data file, and how a new one is made. */
export interface FileKind extends FileNoun {
  /** Marks the file as one of this kind: `PRAGMA application_id`. */
  readonly applicationId: number;
  /** Version of its tables: `PRAGMA user_version`. */
  readonly version: number;
  /** Statements that make its tables. */
  readonly schema: string;
}

/**
 * How far a commit goes: `normal` survives the death of the process, `full` the loss of power too, at the price of an
 * fsync a commit.
 */
export type Sync = 'normal' | 'full';

/** Milliseconds a connection waits for another one's lock. */
export const BUSY_TIMEOUT_MILLISECONDS = 5000;
/** Bytes the write-ahead log keeps after a checkpoint. */
const JOURNAL_SIZE_LIMIT = 16 * 1024 * 1024;

interface Marks {
  readonly applicationId: number;
  readonly version: number;
  readonly objects: number;
}

/** Opens a file, made anew where it is missing or empty. Throws the kind's code for a file of another kind. */
export function openForWriting(path: string, kind: FileKind, sync: Sync): DatabaseSync {
  const created = !existsSync(path);
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MILLISECONDS });
  try {
    // The marks are read before anything is written, so that a foreign file stays as it was.
    if (isNew(checked(marksOf(db), path, kind))) make(db, path, kind);
    db.exec(`PRAGMA synchronous = ${sync === 'full' ? 'FULL' : 'NORMAL'}`);
    db.exec(`PRAGMA journal_size_limit = ${JOURNAL_SIZE_LIMIT}`);
  } catch (thrown) {
    db.close();
    throw thrown;
  }
  if (created) syncFolders(path);
  return db;
}

/** Opens a file for reading alone; undefined when it is missing or not made yet. Throws as {@link openForWriting}. */
export function openForReading(path: string, kind: FileKind): DatabaseSync | undefined {
  if (!existsSync(path)) return undefined;
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MILLISECONDS, readOnly: true });
  try {
    if (!isNew(checked(marksOf(db), path, kind))) return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
  db.close();
  return undefined;
}

function make(db: DatabaseSync, path: string, kind: FileKind): void {
  // The switch to a write-ahead log doesn't wait for locks by itself when several processes make the file at once.
  patiently(() => db.exec('PRAGMA journal_mode = WAL'));
  db.exec('BEGIN IMMEDIATE');
  try {
    if (isNew(checked(marksOf(db), path, kind))) {
      db.exec(kind.schema);
      db.exec(`PRAGMA application_id = ${kind.applicationId}`);
      db.exec(`PRAGMA user_version = ${kind.version}`);
    }
    db.exec('COMMIT');
  } catch (thrown) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw thrown;
  }
}

function marksOf(db: DatabaseSync): Marks {
  const sql = `SELECT (SELECT application_id FROM pragma_application_id) AS applicationId,
    (SELECT user_version FROM pragma_user_version) AS version, (SELECT count(*) FROM sqlite_schema) AS objects`;
  return db.prepare(sql).get() as unknown as Marks;
}

function isNew(marks: Marks): boolean {
  return marks.applicationId === 0 && marks.version === 0 && marks.objects === 0;
}

function checked(marks: Marks, path: string, kind: FileKind): Marks {
  if (isNew(marks) || (marks.applicationId === kind.applicationId && marks.version === kind.version)) return marks;
  const ours = marks.applicationId === kind.applicationId;
  throw new MillraceError(kind.damaged, {
    what: ours ? `the ${kind.noun} has version ${marks.version} of its tables` : `the file is no ${kind.noun}`,
    where: `at ${path}`,
    fix: ours
      ? `use the release that wrote it (this one knows ${kind.version})`
      : 'move the file away or name another folder',
  });
}

function patiently<T>(action: () => T): T {
  const deadline = performance.now() + BUSY_TIMEOUT_MILLISECONDS;
  for (;;) {
    try {
      return action();
    } catch (thrown) {
      if (!isBusy(thrown) || performance.now() > deadline) throw thrown;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** Makes a new file's names durable. Some systems can't open a folder: there the file system must do. */
function syncFolders(path: string): void {
  for (let folder = dirname(path), depth = 0; depth < 3; folder = dirname(folder), depth++) {
    try {
      const handle = openSync(folder, 'r');
      fsyncSync(handle);
      closeSync(handle);
    } catch {
      return;
    }
  }
}
