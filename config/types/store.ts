import type { TlsConfig } from './log.ts';

/** Where checkpoints are. Told apart by `kind`. */
export type StoreConfig = SqliteStoreConfig | CassandraStoreConfig;

export interface SqliteStoreConfig {
  readonly kind: 'sqlite';
  /** Absolute. Default the log's folder. */
  readonly folder: string;
}

export interface CassandraStoreConfig {
  readonly kind: 'cassandra';
  /** `host:port`, IPv6 addresses in brackets; at least one. Default `127.0.0.1:9042`. */
  readonly contactPoints: readonly string[];
  /** Default `datacenter1`. */
  readonly localDataCenter: string;
  /** Default `millrace`. */
  readonly keyspace: string;
  /** As CQL has it, for a keyspace that is created. Default `SimpleStrategy` with a `replication_factor` of 1. */
  readonly replication: Readonly<Record<string, string | number>>;
  /** Whether a keyspace and tables that are missing are created. Default true. */
  readonly create: boolean;
  /** How many replicas answer a read or write. Default `local-quorum`. */
  readonly consistency: 'local-quorum' | 'quorum' | 'local-one' | 'one' | 'all';
  /** There together with `password`. */
  readonly username?: string;
  readonly password?: string;
  /** Unencrypted when it isn't there. */
  readonly tls?: CassandraTlsConfig;
}

export interface CassandraTlsConfig extends TlsConfig {
  /** Whether the servers' certificates and names are checked. Default true. */
  readonly verify: boolean;
}
