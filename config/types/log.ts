/** Where the logs are. Told apart by `kind`. */
export type LogConfig = SqliteLogConfig | JetStreamLogConfig;

export interface SqliteLogConfig {
  readonly kind: 'sqlite';
  /** Absolute. Default `./data` beside the configuration file. */
  readonly folder: string;
  /** `normal` (default) survives a crash of the process, `full` a power cut. */
  readonly sync: 'normal' | 'full';
  readonly retention: RetentionConfig;
  /** Milliseconds for which a log knows the ids of what was sent. Default 2 minutes. */
  readonly duplicateWindow: number;
}

/** What may be dropped from the old end of a log; the shape that `Log.trim` takes. */
export interface RetentionConfig {
  /** Bytes a log may hold before its oldest records go. Default 1 GiB. */
  readonly bytes: number;
  /** Milliseconds a record stays, unless `bytes` is reached. Default 7 days. */
  readonly age: number;
}

export interface JetStreamLogConfig {
  readonly kind: 'jetstream';
  /** URLs that start with `nats://` or `tls://`; at least one. Default `nats://127.0.0.1:4222`. */
  readonly servers: readonly string[];
  /** Servers that keep each stream: 1 (default), 3 or 5. */
  readonly replicas: number;
  readonly retention: StreamRetentionConfig;
  /** Milliseconds for which an input stream knows the ids of what was sent. Default 2 minutes. */
  readonly duplicateWindow: number;
  /** Where a server's monitor answers, such as `http://127.0.0.1:8222`. Default none. */
  readonly monitor: string | undefined;
  /** At most one way; empty when there is none. */
  readonly authentication: JetStreamAuthentication;
  /** Undefined: only what the servers' URLs ask for. */
  readonly tls: TlsConfig | undefined;
  /** Whether streams that are missing are created. Default true. */
  readonly create: boolean;
}

/** What a stream drops from its old end. */
export interface StreamRetentionConfig {
  /** Bytes a stream may hold before its oldest records go. Default none. */
  readonly bytes: number | undefined;
  /** Milliseconds a record stays, unless `bytes` is reached. Default 7 days. */
  readonly age: number;
}

/** How NATS knows this runtime: by user and password, by `nkey`, by `credentials` or by `token`. */
export interface JetStreamAuthentication {
  readonly user?: string;
  readonly password?: string;
  /** Absolute path of a file with the seed. */
  readonly nkey?: string;
  /** Absolute path of a `.creds` file. */
  readonly credentials?: string;
  readonly token?: string;
}

/** Absolute paths of PEM files. `certificate` and `key` are there together. */
export interface TlsConfig {
  /** Default: the authorities that the system trusts. */
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
}
