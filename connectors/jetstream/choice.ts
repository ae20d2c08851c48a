/** Which NATS servers, and how the streams on them are to be. Plain data. */
export interface JetStreamChoice {
  readonly kind: 'jetstream';
  /** Such as `nats://127.0.0.1:4222`; at least one. */
  readonly servers: readonly string[];
  readonly authentication?: NatsAuthentication;
  /** Paths of PEM files. */
  readonly tls?: { readonly ca?: string; readonly certificate?: string; readonly key?: string };
  /** Copies of each stream: 1 (default), 3 or 5. */
  readonly replicas?: number;
  /** What streams may hold. Default: everything for 7 days. */
  readonly retention?: { readonly bytes?: number; readonly age: number };
  /** Milliseconds for which input streams know the ids of what was sent. Default `limits.duplicateWindowMilliseconds`. */
  readonly duplicateWindow?: number;
  /** Where a server's monitor answers, such as `http://127.0.0.1:8222`. */
  readonly monitor?: string;
  /** Create streams that are missing. Default true. */
  readonly create?: boolean;
  /** Read logs alone, creating none. Default false. */
  readonly readOnly?: boolean;
}

/** At most one way. */
export interface NatsAuthentication {
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** Path of a file with an nkey's seed. */
  readonly nkey?: string;
  /** Path of a credentials file. */
  readonly credentials?: string;
}
