import { MemoryArchive } from '../../../connectors/memory/archive.ts';
import { MemoryLogStore } from '../../../connectors/memory/log-store.ts';
import { MemorySnapshotStore } from '../../../connectors/memory/snapshot-store.ts';
import { MemoryTenantRegister } from '../../../connectors/memory/tenant-register.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';
import type { ArchiveHarness } from '../../conformance/archive.suite.ts';
import type { LogHarness } from '../../conformance/log.suite.ts';
import type { SnapshotHarness } from '../../conformance/snapshot-store.suite.ts';
import type { TenantRegisterHarness } from '../../conformance/tenant-register.suite.ts';

export async function memoryLogs(): Promise<LogHarness> {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const store = new MemoryLogStore(clock);
  const reopen = async (): Promise<MemoryLogStore> => {
    await store.close();
    return store;
  };
  return { store, clock, reopen, destroy: async (name) => store.delete(name), cleanup: () => store.close() };
}

export async function memorySnapshots(): Promise<SnapshotHarness> {
  const store = new MemorySnapshotStore();
  return { store, reopen: async () => store, cleanup: () => store.close() };
}

export async function memoryArchive(): Promise<ArchiveHarness> {
  const archive = new MemoryArchive();
  return { archive, reopen: async () => archive, cleanup: () => archive.close() };
}

export async function memoryTenants(): Promise<TenantRegisterHarness> {
  const register = new MemoryTenantRegister();
  return { register, reopen: async () => register, cleanup: () => register.close() };
}
