import type { TenantConfig } from '../../config/types.ts';
import type { PartitionIndex } from '../../connectors/log.ts';
import type { TenantSection } from '../../connectors/tenant-register.ts';
import type { ActorQuery, ActorRow } from '../inspection/actor-query.ts';
import type { ActorView } from '../inspection/inspect-partition.ts';
import type { PartitionStatus } from '../threads/protocol.ts';
import type { Durability } from './durability/judgement.ts';
import type { Measures } from './measures.ts';

/** A partition as it is listed, or the ingest stage before a tenant's partitions. */
export interface PartitionRow extends PartitionStatus {
  readonly tenant: string;
  readonly partition: PartitionIndex;
}

/** `waiting`, `stalled`, `quarantined`, `failed`: at least one partition is. */
export type TenantPhase =
  | 'running'
  | 'stopped'
  | 'starting'
  | 'stopping'
  | 'waiting'
  | 'stalled'
  | 'quarantined'
  | 'failed';

/**
 * A tenant, with the figures of its partitions. Its stages beside them add what is no partition's: wrong lines, errors, results suppressed,
 * checkpoints; what is sent on counts where it is taken.
 */
export interface TenantRow extends Measures {
  readonly id: string;
  readonly phase: TenantPhase;
  readonly partitions: number;
  readonly delivery: string;
  /** Ids of its analytics. */
  readonly analytics: readonly string[];
  readonly actors: number;
  readonly lag: number;
  /** Share of the actors of checkpoints being restored that are there, 0 to 1; null when none is. */
  readonly restored: number | null;
}

export interface RuntimeStatus {
  readonly name: string;
  readonly pid: number;
  /** ISO time. */
  readonly startedAt: string;
  readonly threads: number;
  /** What acknowledged data survives; null until the servers were asked. */
  readonly durability: Durability | null;
}

/** What a tenant's two ends have to know of it. */
export interface Customer {
  readonly config: TenantConfig;
  /** Aborts when the tenant is removed, before its data is. */
  readonly gone: AbortSignal;
}

/** Ids of tenants of a configuration that was read anew. */
export interface Reload {
  /** Those with other settings. */
  readonly changed: readonly string[];
  readonly added: readonly string[];
  /** Those that no longer stand in it: they are drained, and their data stays. */
  readonly left: readonly string[];
}

/** What became of a configuration that was read anew. */
export interface Reloaded extends Reload {
  /** Whether the API's tokens are others. */
  readonly tokens: boolean;
  /** Keys that have changed and hold from the next start on alone. */
  readonly atNextStart: readonly string[];
}

/** What a live runtime can be asked and told: the one thing behind the HTTP API, and so behind the command line. */
export interface RuntimeControl {
  status(): RuntimeStatus;
  /** Whether the process does its work, whatever trouble one of its tenants is in; not yet before it is known what should run. */
  isReady(): boolean;
  tenants(): readonly TenantRow[];
  partitions(): readonly PartitionRow[];
  /** @throws tenant-unknown. */
  customer(id: string): Customer;
  /** @throws tenant-unknown. `tenant` undefined: all. */
  actors(query: ActorQuery, tenant?: string): Promise<LocatedPage>;
  /** The actors of a key, of one tenant or of each that has it. @throws tenant-unknown, actor-not-found. */
  actor(key: string, tenant?: string): Promise<readonly LocatedActor[]>;
  /** Starts a tenant, and keeps over restarts that it runs. @throws tenant-unknown. */
  startTenant(id: string): Promise<void>;
  /** Drains, checkpoints and releases the tenant's partitions. @throws tenant-unknown. */
  stopTenant(id: string): Promise<void>;
  /**
   * Adds a tenant by its section of a configuration and starts it, for good and in every process. Resolves with its id.
   *
   * @throws tenant-exists, ConfigError, and what is wrong with its modules.
   */
  addTenant(section: TenantSection): Promise<string>;
  /**
   * Gives a tenant that was added other settings, for good and in every process: its partitions drain, and go on under them from a record in
   * their logs. Resolves with its id.
   *
   * @throws tenant-unknown, tenant-configured, partitions-changed, ConfigError, and what is wrong with its modules.
   */
  updateTenant(section: TenantSection): Promise<string>;
  /**
   * Reads the configuration's file anew and takes its tenants from it: those with other settings as {@link updateTenant} does, new ones,
   * and those that are gone, which are drained and keep their data. Of this process alone.
   *
   * @throws ConfigError, partitions-changed, tenant-removed, and what is wrong with their modules: then nothing has changed.
   */
  reload(): Promise<Reloaded>;
  /**
   * Drains a tenant that was added and removes it with all its data: logs, checkpoints, archive. Cannot be undone.
   *
   * @throws tenant-unknown, tenant-configured.
   */
  removeTenant(id: string): Promise<void>;
}

/** An actor in a list, and where it lives. */
export interface LocatedRow extends ActorRow {
  readonly tenant: string;
  readonly partition: PartitionIndex;
}

export interface LocatedPage {
  readonly total: number;
  readonly rows: readonly LocatedRow[];
}

export interface LocatedActor extends ActorView {
  readonly tenant: string;
  readonly partition: PartitionIndex;
  /** The thread it runs on; null when it was read from a checkpoint. */
  readonly thread: number | null;
}
