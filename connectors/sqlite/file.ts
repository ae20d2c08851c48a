import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MillraceError } from '../../runtime/base/errors.ts';
import { failureOf } from './failures.ts';
import { type FileKind, openForReading, openForWriting, type Sync } from './open-file.ts';

/** An open data file. Whatever fails in it is thrown as an error that a person can act on. */
export class SqliteFile {
  readonly path: string;
  readonly #kind: FileKind;
  readonly #db: DatabaseSync;

  private constructor(path: string, kind: FileKind, db: DatabaseSync) {
    this.path = path;
    this.#kind = kind;
    this.#db = db;
  }

  /**
   * Opens a file and makes it where it is missing. Throws the kind's code for a damaged or foreign file,
   * `folder-unusable`, `file-busy`.
   */
  static open(path: string, kind: FileKind, sync: Sync): SqliteFile {
    return new SqliteFile(
      path,
      kind,
      translated(path, kind, () => openForWriting(path, kind, sync)),
    );
  }

  /** Opens a file that can only be read; undefined when it isn't there. Throws as {@link open}. */
  static openReadOnly(path: string, kind: FileKind): SqliteFile | undefined {
    const db = translated(path, kind, () => openForReading(path, kind));
    return db && new SqliteFile(path, kind, db);
  }

  prepare(sql: string): StatementSync {
    return this.read(() => this.#db.prepare(sql));
  }

  /** Runs statements outside a transaction: each sees one state of the file. */
  read<T>(action: () => T): T {
    if (!this.#db.isOpen) throw this.#closed();
    return translated(this.path, this.#kind, action);
  }

  /** Runs statements as one transaction that keeps other writers out. An error undoes all of them. */
  write<T>(action: () => T): T {
    return this.read(() => {
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        const result = action();
        this.#db.exec('COMMIT');
        return result;
      } catch (thrown) {
        // SQLite has rolled back by itself after some errors, such as a full disk.
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        throw thrown;
      }
    });
  }

  /** Closing twice is no error. */
  close(): void {
    if (this.#db.isOpen) translated(this.path, this.#kind, () => this.#db.close());
  }

  #closed(): MillraceError {
    return new MillraceError(this.#kind.damaged, {
      what: `the ${this.#kind.noun} was used after it was closed`,
      where: `at ${this.path}`,
      fix: 'open it again',
    });
  }
}

function translated<T>(path: string, kind: FileKind, action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    throw failureOf(thrown, path, kind);
  }
}
