import { existsSync } from 'node:fs';
import { type ArchiveStatements, archiveFile, prepareArchive } from './archive-file.ts';
import { SqliteFile } from './file.ts';
import { archivedPartitions, archiveFolder, archivePath } from './paths.ts';
import { removeFiles } from './removal.ts';
import type { SqliteStoreOptions } from './snapshot-store.ts';

/** The archive files of a data folder, each opened when it is first used. */
export class ArchiveFiles {
  readonly #folder: string;
  readonly #options: SqliteStoreOptions;
  readonly #open = new Map<string, ArchiveStatements>();

  constructor(folder: string, options: SqliteStoreOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** A partition's file, made where it is missing. */
  writable(tenant: string, partition: number): ArchiveStatements {
    const path = archivePath(this.#folder, tenant, partition);
    return this.#open.get(path) ?? this.#keep(path, SqliteFile.open(path, archiveFile, this.#options.sync ?? 'full'));
  }

  /** A partition's file; undefined when it isn't there. */
  existing(tenant: string, partition: number): ArchiveStatements | undefined {
    const path = archivePath(this.#folder, tenant, partition);
    const open = this.#open.get(path);
    if (open !== undefined || !existsSync(path)) return open;
    if (!this.#options.readOnly) return this.writable(tenant, partition);
    const file = SqliteFile.openReadOnly(path, archiveFile);
    return file && this.#keep(path, file);
  }

  /** Those of a tenant, one partition after the other. */
  *all(tenant: string): Iterable<ArchiveStatements> {
    for (const partition of archivedPartitions(this.#folder, tenant)) {
      const found = this.existing(tenant, partition);
      if (found !== undefined) yield found;
    }
  }

  /** Removes those of a tenant. */
  remove(tenant: string): void {
    this.close();
    removeFiles(archiveFolder(this.#folder, tenant));
  }

  /** Closes what is open; it is opened again when it is used again. */
  close(): void {
    for (const { file } of this.#open.values()) file.close();
    this.#open.clear();
  }

  #keep(path: string, file: SqliteFile): ArchiveStatements {
    const statements = prepareArchive(file);
    this.#open.set(path, statements);
    return statements;
  }
}
