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
}

export interface TenantRegister {
  /** The tenant's entry, created running when there is none. Throws `partitions-changed` when it has another number. */
  enter(id: string, partitions: number): Promise<TenantEntry>;

  /** Undefined when the tenant was never entered. */
  get(id: string): Promise<TenantEntry | undefined>;

  /** All entries, by id. */
  list(): Promise<readonly TenantEntry[]>;

  /** Throws `tenant-unknown` when the tenant was never entered. */
  setStopped(id: string, stopped: boolean): Promise<void>;

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

/** For {@link TenantRegister.setStopped}. */
export function neverEntered(id: string): MillraceError {
  return new MillraceError('tenant-unknown', {
    what: `there is no tenant ${id}`,
    where: 'the register of tenants',
    fix: 'add it to the configuration and start the runtime',
  });
}
