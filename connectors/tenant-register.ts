import { MillraceError } from '../runtime/base/errors.ts';

/**
 * The register of tenants: what is fixed when a tenant is created, and what a person has said about it since. Both sides'
 * duties:
 *
 * - The register creates an entry once, whoever of several processes asks first, and never changes its partitions.
 * - Whoever runs a tenant or writes to its input enters it first, so that a key can't go to two partitions.
 */

/** A tenant that has been created. */
export interface TenantEntry {
  readonly id: string;
  /** Fixed when the tenant was created. */
  readonly partitions: number;
  /** A person has stopped it: it stays stopped over restarts. */
  readonly stopped: boolean;
  /** The tenant as a configuration has it, of one that was added since; undefined of one that stands in the file. */
  readonly section?: TenantSection;
}

/** A tenant's section of a configuration, as plain data. */
export type TenantSection = Readonly<Record<string, unknown>>;

export interface TenantRegister {
  /**
   * The tenant's entry, created running when there is none.
   *
   * @throws partitions-changed when it has another number; tenant-removed.
   */
  enter(id: string, partitions: number): Promise<TenantEntry>;

  /** Enters a tenant that no file has, running. @throws tenant-exists, tenant-removed when there is or was one of that id. */
  add(id: string, partitions: number, section: TenantSection): Promise<TenantEntry>;

  /**
   * Gives a tenant that was added another section; what else its entry says stays. The caller has checked that it may.
   *
   * @throws tenant-unknown when none of that id was added.
   */
  update(id: string, section: TenantSection): Promise<void>;

  /**
   * Takes an entry out, for good: its id is never used again, so that nothing of the old one is taken for the new one's. Of a
   * tenant that is not there it does nothing.
   */
  remove(id: string): Promise<void>;

  /** Undefined when the tenant was never entered. */
  get(id: string): Promise<TenantEntry | undefined>;

  /** All entries, by id. */
  list(): Promise<readonly TenantEntry[]>;

  /** Throws `tenant-unknown` when the tenant was never entered. */
  setStopped(id: string, stopped: boolean): Promise<void>;

  /**
   * Calls `changed` when entries may have changed by another process, until `signal` aborts. Where one process at a time has
   * the register it never does. It may call too often, and does when it may have missed something.
   */
  watch(changed: () => void, signal: AbortSignal): void;

  close(): Promise<void>;
}

/** Passes when an entry has that many partitions. @throws partitions-changed. */
export function checkPartitions(entry: TenantEntry, partitions: number): void {
  if (entry.partitions === partitions) return;
  throw new MillraceError('partitions-changed', {
    what: `the tenant was created with ${entry.partitions} partitions and the configuration says ${partitions}`,
    where: `tenant ${entry.id}`,
    fix:
      `set partitions back to ${entry.partitions}; to have another number, add a tenant of another id and replay the ` +
      'input into it',
  });
}

/** For {@link TenantRegister.add}. */
export function existsAlready(id: string): MillraceError {
  return new MillraceError('tenant-exists', {
    what: `there is a tenant ${id} already`,
    where: 'the register of tenants',
    fix: 'give the new one another id, or remove the other one first',
  });
}

/** For whoever comes under the id of a tenant that was removed. */
export function removedBefore(id: string): MillraceError {
  return new MillraceError('tenant-removed', {
    what: `a tenant ${id} was removed, and its id is not used again`,
    where: 'the register of tenants',
    fix: 'give the new one another id',
  });
}

/** For {@link TenantRegister.setStopped} and {@link TenantRegister.update}. */
export function neverEntered(id: string): MillraceError {
  return new MillraceError('tenant-unknown', {
    what: `there is no tenant ${id}`,
    where: 'the register of tenants',
    fix: 'add it first, with `millrace tenants add`',
  });
}
