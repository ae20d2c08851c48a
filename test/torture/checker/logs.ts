/** An input record or a result, as the checker reads it. */
export interface StoredRecord {
  readonly sequence: number;
  /** Milliseconds since 1970-01-01Z. */
  readonly arrival: number;
  /** `event`, `tick`, `settings`; of an output log the output, or what owners write for each other. */
  readonly kind: string;
  /** Empty when none. */
  readonly key: string;
  readonly payload: Uint8Array;
  /** `<input>.<index>`. */
  readonly identity: string | undefined;
  /** Of what an ingest stage passes on: to which partition. */
  readonly target: number | undefined;
}

/** A tenant's partition, or the stage before them. */
export interface LogOf {
  readonly tenant: string;
  readonly partition: number | 'ingest';
  readonly count: number;
}

/** The logs as they are stored, read without the runtime. */
export interface Logs {
  /** Whether tenants of several partitions have an ingest stage. */
  readonly hasIngest: boolean;
  input(log: LogOf): Promise<readonly StoredRecord[]>;
  output(log: LogOf): Promise<readonly StoredRecord[]>;
  /** Last sequence of an output log. */
  outputEnd(log: LogOf): Promise<number>;
  close(): Promise<void>;
}
