/** Which Cassandra nodes, and how the keyspace on them is to be. Plain data. */
export interface CassandraChoice {
  readonly kind: 'cassandra';
  /** `host:port`; at least one. */
  readonly contactPoints: readonly string[];
  readonly localDataCenter: string;
  readonly keyspace: string;
  /** As CQL has it. */
  readonly replication: Readonly<Record<string, string | number>>;
  /** Create a keyspace and tables that are missing. */
  readonly create: boolean;
  readonly consistency: 'local-quorum' | 'quorum' | 'local-one' | 'one' | 'all';
  readonly username?: string;
  readonly password?: string;
  /** Paths of PEM files, and whether the nodes' certificates are checked. */
  readonly tls?: {
    readonly ca?: string;
    readonly certificate?: string;
    readonly key?: string;
    readonly verify: boolean;
  };
  /** Read checkpoints alone, creating nothing. Default false. */
  readonly readOnly?: boolean;
}
