import type { StatementSync } from 'node:sqlite';
import type { SqliteFile } from './file.ts';
import type { FileKind } from './open-file.ts';

/** The register of tenants: a row for each. */
export const tenantFile: FileKind = {
  noun: 'register of tenants',
  damaged: 'register-unusable',
  applicationId: 0x4d52_544e,
  version: 2,
  schema: `
    CREATE TABLE tenants (id TEXT PRIMARY KEY, partitions INTEGER NOT NULL, stopped INTEGER NOT NULL,
      section TEXT, removed INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;`,
};

/** A row of the register. */
export interface TenantRow {
  readonly id: string;
  readonly partitions: number;
  /** 0 or 1. */
  readonly stopped: number;
  /** JSON; null of a tenant that stands in the configuration's file. */
  readonly section: string | null;
  /** 0 or 1. */
  readonly removed: number;
}

/** The register's file and its prepared statements. */
export interface TenantStatements {
  readonly file: SqliteFile;
  readonly create: StatementSync;
  readonly get: StatementSync;
  readonly list: StatementSync;
  readonly setStopped: StatementSync;
  readonly add: StatementSync;
  readonly update: StatementSync;
  readonly remove: StatementSync;
}

export function prepareTenants(file: SqliteFile): TenantStatements {
  return {
    file,
    create: file.prepare('INSERT OR IGNORE INTO tenants (id, partitions, stopped) VALUES (?, ?, 0)'),
    get: file.prepare('SELECT id, partitions, stopped, section, removed FROM tenants WHERE id = ?'),
    list: file.prepare('SELECT id, partitions, stopped, section, removed FROM tenants WHERE removed = 0 ORDER BY id'),
    setStopped: file.prepare('UPDATE tenants SET stopped = ? WHERE id = ? AND removed = 0'),
    add: file.prepare('INSERT OR IGNORE INTO tenants (id, partitions, stopped, section) VALUES (?, ?, 0, ?)'),
    update: file.prepare('UPDATE tenants SET section = ? WHERE id = ? AND removed = 0 AND section IS NOT NULL'),
    remove: file.prepare('UPDATE tenants SET removed = 1, section = NULL WHERE id = ?'),
  };
}
