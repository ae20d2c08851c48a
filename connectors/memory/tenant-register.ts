import {
  checkPartitions,
  existsAlready,
  neverEntered,
  removedBefore,
  type TenantEntry,
  type TenantRegister,
  type TenantSection,
} from '../tenant-register.ts';

/** The register of tenants in memory, for simulation and tests: `close` keeps it, as a cluster outlives its clients. */
export class MemoryTenantRegister implements TenantRegister {
  readonly #entries = new Map<string, TenantEntry>();
  readonly #removed = new Set<string>();

  async enter(id: string, partitions: number): Promise<TenantEntry> {
    if (this.#removed.has(id)) throw removedBefore(id);
    const entry = this.#entries.get(id) ?? { id, partitions, stopped: false };
    checkPartitions(entry, partitions);
    this.#entries.set(id, entry);
    return entry;
  }

  async add(id: string, partitions: number, section: TenantSection): Promise<TenantEntry> {
    if (this.#entries.has(id)) throw existsAlready(id);
    if (this.#removed.has(id)) throw removedBefore(id);
    const entry = { id, partitions, stopped: false, section };
    this.#entries.set(id, entry);
    return entry;
  }

  async update(id: string, section: TenantSection): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry?.section === undefined) throw neverEntered(id);
    this.#entries.set(id, { ...entry, section });
  }

  async remove(id: string): Promise<void> {
    if (this.#entries.delete(id)) this.#removed.add(id);
  }

  watch(): void {}

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
