import { existsSync } from 'node:fs';
import {
  checkPartitions,
  existsAlready,
  neverEntered,
  removedBefore,
  type TenantEntry,
  type TenantRegister,
  type TenantSection,
} from '../tenant-register.ts';
import { SqliteFile } from './file.ts';
import { tenantsPath } from './paths.ts';
import { prepareTenants, type TenantRow, type TenantStatements, tenantFile } from './tenant-file.ts';

/**
 * The register of tenants of a data folder: `<folder>/tenants.sqlite`. Any number of processes may use it at once. Its
 * methods throw `register-unusable` on a damaged, foreign or closed file, `folder-unusable`, and `file-busy`.
 */
export class SqliteTenantRegister implements TenantRegister {
  readonly #path: string;
  #open: TenantStatements | undefined;

  constructor(folder: string) {
    this.#path = tenantsPath(folder);
  }

  async enter(id: string, partitions: number): Promise<TenantEntry> {
    const { file, create, get } = this.#statements();
    const entry = file.write(() => {
      create.run(id, partitions);
      return entryIn(get.get(id) as unknown as TenantRow);
    });
    checkPartitions(entry, partitions);
    return entry;
  }

  async add(id: string, partitions: number, section: TenantSection): Promise<TenantEntry> {
    const { file, add, get } = this.#statements();
    const found = file.write(() => {
      if (add.run(id, partitions, JSON.stringify(section)).changes === 1) return undefined;
      return get.get(id) as unknown as TenantRow;
    });
    if (found !== undefined) throw existsAlready(entryIn(found).id);
    return { id, partitions, stopped: false, section };
  }

  async update(id: string, section: TenantSection): Promise<void> {
    const found = this.#existing();
    const outcome = found?.file.write(() => found.update.run(JSON.stringify(section), id));
    if (outcome?.changes !== 1) throw neverEntered(id);
  }

  async remove(id: string): Promise<void> {
    const found = this.#existing();
    found?.file.write(() => found.remove.run(id));
  }

  /** A folder has one runtime. */
  watch(): void {}

  async get(id: string): Promise<TenantEntry | undefined> {
    const found = this.#existing();
    const row = found?.file.read(() => found.get.get(id) as unknown as TenantRow | undefined);
    return row === undefined || row.removed === 1 ? undefined : entryOf(row);
  }

  async list(): Promise<readonly TenantEntry[]> {
    const found = this.#existing();
    return (found?.file.read(() => found.list.all() as unknown as TenantRow[]) ?? []).map(entryOf);
  }

  async setStopped(id: string, stopped: boolean): Promise<void> {
    const found = this.#existing();
    const outcome = found?.file.write(() => found.setStopped.run(stopped ? 1 : 0, id));
    if (outcome?.changes !== 1) throw neverEntered(id);
  }

  /** Closes the file if it is open; it is opened again when the register is used again. */
  async close(): Promise<void> {
    this.#open?.file.close();
    this.#open = undefined;
  }

  /** The file, unless nobody was ever entered: looking creates nothing. */
  #existing(): TenantStatements | undefined {
    return this.#open === undefined && !existsSync(this.#path) ? undefined : this.#statements();
  }

  #statements(): TenantStatements {
    this.#open ??= prepareTenants(SqliteFile.open(this.#path, tenantFile, 'full'));
    return this.#open;
  }
}

/** @throws tenant-removed. */
function entryIn(row: TenantRow): TenantEntry {
  if (row.removed === 1) throw removedBefore(row.id);
  return entryOf(row);
}

function entryOf({ id, partitions, stopped, section }: TenantRow): TenantEntry {
  const entry = { id, partitions, stopped: stopped === 1 };
  return section === null ? entry : { ...entry, section: JSON.parse(section) as TenantSection };
}
