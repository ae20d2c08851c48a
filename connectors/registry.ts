import type { Clock } from '../runtime/base/clock.ts';
import type { Archive } from './archive.ts';
import { CassandraArchive } from './cassandra/archive.ts';
import type { CassandraChoice } from './cassandra/choice.ts';
import { CassandraSnapshotStore } from './cassandra/snapshot-store.ts';
import type { JetStreamChoice } from './jetstream/choice.ts';
import { JetStreamLeases } from './jetstream/leases.ts';
import { JetStreamLogStore } from './jetstream/log-store.ts';
import { holdConnection } from './jetstream/shared-connection.ts';
import { JetStreamTenantRegister } from './jetstream/tenant-register.ts';
import type { Leases } from './leases.ts';
import type { LogStore } from './log.ts';
import { MemoryArchive } from './memory/archive.ts';
import { MemoryLogStore } from './memory/log-store.ts';
import { MemorySnapshotStore } from './memory/snapshot-store.ts';
import { MemoryTenantRegister } from './memory/tenant-register.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { SqliteArchive } from './sqlite/archive.ts';
import { SqliteLogStore } from './sqlite/log-store.ts';
import { SqliteSnapshotStore } from './sqlite/snapshot-store.ts';
import { SqliteTenantRegister } from './sqlite/tenant-register.ts';
import type { TenantRegister } from './tenant-register.ts';

/** Where the logs are. */
export type LogChoice =
  | { readonly kind: 'memory' }
  | {
      readonly kind: 'sqlite';
      readonly folder: string;
      /** `normal` (default) or `full`: what an acknowledged append survives. */
      readonly sync?: 'normal' | 'full';
      /** Milliseconds for which a log knows the ids of what was sent. Default `limits.duplicateWindowMilliseconds`. */
      readonly duplicateWindow?: number;
      /** Open logs to read them alone, creating none. Default false. */
      readonly readOnly?: boolean;
    }
  | JetStreamChoice;

/** Where checkpoints and the archive are. */
export type StoreChoice =
  | { readonly kind: 'memory' }
  | {
      readonly kind: 'sqlite';
      readonly folder: string;
      /** Open checkpoints to read them alone, creating none. Default false. */
      readonly readOnly?: boolean;
    }
  | CassandraChoice;

export interface ConnectorChoices {
  readonly log: LogChoice;
  readonly store: StoreChoice;
  /** Stamps arrivals where the log itself doesn't. */
  readonly clock: Clock;
}

/** The outside world of one thread. */
export interface Connectors {
  readonly logs: LogStore;
  readonly snapshots: SnapshotStore;
  readonly archive: Archive;
  /** Closes all three; a failure of one leaves none of the others open. */
  close(): Promise<void>;
}

/** Picks the implementations by kind. Embedded files are opened, and may fail, when they are first used. */
export async function openConnectors(choices: ConnectorChoices): Promise<Connectors> {
  const logs = openLogs(choices.log, choices.clock);
  const { snapshots, archive } = storesOf(choices.store);
  return {
    logs,
    snapshots,
    archive,
    close: () => closeAll([logs, snapshots, archive]),
  };
}

/** The register of tenants that goes with the logs. A file is opened, and may fail, when it is first used. */
export async function openTenantRegister(log: LogChoice): Promise<TenantRegister> {
  switch (log.kind) {
    case 'memory':
      return new MemoryTenantRegister();
    case 'sqlite':
      return new SqliteTenantRegister(log.folder);
    case 'jetstream': {
      const { value, release } = await holdConnection(log);
      return new JetStreamTenantRegister(value, bucketOf('millrace-tenants', log), release);
    }
  }
}

/** The leases that go with the logs; undefined where one process at a time has them by a lock. */
export async function openLeases(log: LogChoice, timeToLive: number): Promise<Leases | undefined> {
  if (log.kind !== 'jetstream') return undefined;
  const { value, release } = await holdConnection(log);
  const options = { ...bucketOf('millrace-leases', log), timeToLive };
  return new JetStreamLeases(value, options, release);
}

function bucketOf(bucket: string, { replicas = 1, create = true }: JetStreamChoice) {
  return { bucket, replicas, create };
}

/** The logs alone, for whoever only sends or reads. Closing them is the caller's. */
export function openLogs(choice: LogChoice, clock: Clock): LogStore {
  switch (choice.kind) {
    case 'memory':
      return new MemoryLogStore(clock);
    case 'sqlite':
      return new SqliteLogStore(choice.folder, {
        clock,
        sync: choice.sync ?? 'normal',
        readOnly: choice.readOnly ?? false,
        ...(choice.duplicateWindow !== undefined && { duplicateWindow: choice.duplicateWindow }),
      });
    case 'jetstream':
      return new JetStreamLogStore(choice);
  }
}

function storesOf(choice: StoreChoice): { snapshots: SnapshotStore; archive: Archive } {
  switch (choice.kind) {
    case 'memory':
      return { snapshots: new MemorySnapshotStore(), archive: new MemoryArchive() };
    case 'sqlite':
      return {
        snapshots: new SqliteSnapshotStore(choice.folder, { readOnly: choice.readOnly ?? false }),
        archive: new SqliteArchive(choice.folder, { readOnly: choice.readOnly ?? false }),
      };
    case 'cassandra':
      return { snapshots: new CassandraSnapshotStore(choice), archive: new CassandraArchive(choice) };
  }
}

async function closeAll(parts: readonly { close(): Promise<void> }[]): Promise<void> {
  const outcomes = await Promise.allSettled(parts.map((part) => part.close()));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
