import { checkPartitions, neverEntered, type TenantEntry, type TenantRegister } from '../tenant-register.ts';

/** The register of tenants in memory, for simulation and tests: `close` keeps it, as a cluster outlives its clients. */
export class MemoryTenantRegister implements TenantRegister {
  readonly #entries = new Map<string, TenantEntry>();

  async enter(id: string, partitions: number): Promise<TenantEntry> {
    const entry = this.#entries.get(id) ?? { id, partitions, stopped: false };
    checkPartitions(entry, partitions);
    this.#entries.set(id, entry);
    return entry;
  }

  async get(id: string): Promise<TenantEntry | undefined> {
    return this.#entries.get(id);
  }

  async list(): Promise<readonly TenantEntry[]> {
    return [...this.#entries.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async setStopped(id: string, stopped: boolean): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw neverEntered(id);
    this.#entries.set(id, { ...entry, stopped });
  }

  async close(): Promise<void> {}
}
