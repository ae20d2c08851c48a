import { existsSync } from 'node:fs';
import { checkPartitions, neverEntered, type TenantEntry, type TenantRegister } from '../tenant-register.ts';
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
      return entryOf(get.get(id) as unknown as TenantRow);
    });
    checkPartitions(entry, partitions);
    return entry;
  }

  async get(id: string): Promise<TenantEntry | undefined> {
    const found = this.#existing();
    const row = found?.file.read(() => found.get.get(id) as unknown as TenantRow | undefined);
    return row && entryOf(row);
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

function entryOf({ id, partitions, stopped }: TenantRow): TenantEntry {
  return { id, partitions, stopped: stopped === 1 };
}
