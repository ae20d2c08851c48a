/**
 * The log: an append-only, sequenced, replayable channel, one a partition and direction. Both sides' duties:
 *
 * - The implementation numbers records from 1 without a gap, in the order of their appends; stamps each with an arrival
 *   time that never goes back; stores an append whole or not at all; and never changes or renumbers a stored record.
 * - The caller treats a rejected `append` as *unknown* unless it is a `log-conflict`: it reads the tail before it
 *   appends again. It never reads past what it was given and never assumes that a record below the first one is there.
 */

/** Which result of which input a record is: the results of one input are numbered from 0. */
export interface ResultIdentity {
  /** Sequence of the input record. */
  readonly input: number;
  /** Index among that input's results. */
  readonly index: number;
}

/** A record to append. */
export interface NewRecord {
  /** On an input log `event`, `tick` or `settings`; on an output log the output's name, or `fence`. */
  readonly kind: string;
  readonly payload: Uint8Array;
  /** The key it belongs to, in its canonical spelling; empty when none. */
  readonly key?: string;
  /** Only on results. */
  readonly identity?: ResultIdentity;
}

/** A stored record. */
export interface LogRecord extends NewRecord {
  readonly key: string;
  /** From 1, without a gap. */
  readonly sequence: number;
  /** When it was stored: milliseconds since 1970-01-01Z, never less than the record before. */
  readonly arrival: number;
}

/** The first and last sequence a log holds. An empty log has `first = last + 1`. */
export interface LogBounds {
  readonly first: number;
  readonly last: number;
}

/** What may be dropped from the old end of a log. */
export interface Retention {
  /** Bytes a log may hold before its oldest records go. */
  readonly bytes: number;
  /** Milliseconds a record stays at least, unless `bytes` is exceeded. */
  readonly age: number;
}

export interface Log {
  /** Changes when the log is deleted and created anew. */
  readonly identity: string;

  /**
   * Appends records as one unit and resolves with the last one's sequence. With `expectedLast` it is stored only when the
   * log's last sequence is that one. Throws `log-conflict` otherwise, having stored nothing. Appending no records only
   * checks `expectedLast` and resolves with the last sequence.
   */
  append(records: readonly NewRecord[], options?: { readonly expectedLast?: number }): Promise<number>;

  /**
   * Up to `limit` records from `from` on, in order; fewer where they are large, but never none; empty when there is none yet. From the first one held when `from` was
   * dropped: the caller sees the gap by the sequence. Never waits.
   */
  read(from: number, limit: number): Promise<readonly LogRecord[]>;

  /**
   * Resolves once a record after `after` may be there, after `timeout` milliseconds, or when `signal` aborts or the log
   * is closed. May wake early.
   */
  wait(after: number, timeout: number, signal: AbortSignal): Promise<void>;

  bounds(): Promise<LogBounds>;

  /** Identity of the newest result ever stored, kept when retention drops the result; undefined before the first. */
  tail(): Promise<ResultIdentity | undefined>;

  /** Everything up to `sequence` is done with and may be dropped by retention. Never moves back. */
  ack(sequence: number): Promise<void>;

  /** The greatest acknowledged sequence; 0 before the first. */
  acked(): Promise<number>;

  /**
   * Drops what retention allows, never a record after `floor` and never the newest one. Resolves with the number of
   * records dropped.
   */
  trim(retention: Retention, floor: number): Promise<number>;

  close(): Promise<void>;
}

/** Opens the logs of a data folder, a cluster or a simulation. `open` creates a log that is not there. */
export interface LogStore {
  open(name: LogName): Promise<Log>;
  close(): Promise<void>;
}

/** Which log: of which tenant's partition and direction. */
export interface LogName {
  readonly tenant: string;
  readonly partition: number;
  readonly direction: 'input' | 'output';
}
