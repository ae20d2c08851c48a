import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogName } from '../../../connectors/log.ts';
import { SqliteArchive } from '../../../connectors/sqlite/archive.ts';
import { SqliteLogStore } from '../../../connectors/sqlite/log-store.ts';
import { logPath } from '../../../connectors/sqlite/paths.ts';
import { SqliteSnapshotStore } from '../../../connectors/sqlite/snapshot-store.ts';
import { SqliteTenantRegister } from '../../../connectors/sqlite/tenant-register.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';
import type { ArchiveHarness } from '../../conformance/archive.suite.ts';
import type { LogHarness } from '../../conformance/log.suite.ts';
import type { SnapshotHarness } from '../../conformance/snapshot-store.suite.ts';
import type { TenantRegisterHarness } from '../../conformance/tenant-register.suite.ts';

export const INPUT: LogName = { tenant: 'customer1', partition: 0, count: 4, direction: 'input' };

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'millrace-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export function deleteLog(folder: string, name: LogName): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(logPath(folder, name) + ending, { force: true });
}

/** Opens the same thing on a new folder again and again, and closes all of them at the end. */
function reopenable<T extends { close(): Promise<void> }>(make: (folder: string) => T) {
  const folder = temporaryFolder();
  let current = make(folder);
  const reopen = async (): Promise<T> => {
    await current.close();
    current = make(folder);
    return current;
  };
  const cleanup = async (): Promise<void> => {
    await current.close();
    removeFolder(folder);
  };
  return { folder, first: current, reopen, cleanup };
}

export async function sqliteLogs(): Promise<LogHarness> {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const { folder, first, reopen, cleanup } = reopenable((at) => new SqliteLogStore(at, { clock }));
  return { store: first, clock, reopen, cleanup, destroy: async (name) => deleteLog(folder, name) };
}

export async function sqliteSnapshots(): Promise<SnapshotHarness> {
  const { first, reopen, cleanup } = reopenable((folder) => new SqliteSnapshotStore(folder));
  return { store: first, reopen, cleanup };
}

export async function sqliteArchive(): Promise<ArchiveHarness> {
  const { first, reopen, cleanup } = reopenable((folder) => new SqliteArchive(folder));
  return { archive: first, reopen, cleanup };
}

export async function sqliteTenants(): Promise<TenantRegisterHarness> {
  const { first, reopen, cleanup } = reopenable((folder) => new SqliteTenantRegister(folder));
  return { register: first, reopen, cleanup };
}
