/**
 * The log: an append-only, sequenced, replayable channel, one a partition and direction. Both sides' duties:
 *
 * - The implementation numbers records in the order of their appends, from 1 upwards; stamps each with an arrival time;
 *   and never changes or renumbers a stored record. A {@link Log.isDense} log has numbers without a gap; another one, whose
 *   numbers several partitions share, vouches that what it reads one after the other leaves nothing of this log out.
 * - An append without `expectedLast` is stored whole or not at all, but for the records whose `id` is known already: those are
 *   left out. One with it may be stored in part when it fails: what is stored is always a first part, so that several appends
 *   in a row make an unbroken prefix of what their caller sent.
 * - The caller treats a rejected `append` as *unknown*: it reads the tail before it appends again. It never reads past what
 *   it was given and never assumes that a record below the first one is there.
 */

/** The partition number of the stage that takes in what was sent without a key. */
export const INGEST = 'ingest';

/**
 * Whether a tenant of so many partitions has an ingest stage, where keys reach their partition at the broker: one partition
 * takes what has no key by itself.
 */
export function hasIngest(partitions: number): boolean {
  return partitions > 1;
}

/**
 * The partition number of the stage behind a tenant's partitions. Its input log is one log of their results of some kinds,
 * merged: copies, each stored exactly once, those of one partition in its order.
 */
export const MERGE = 'merge';

/** Results that are only for the merge stage: no customer sees them. */
export const PARTIAL = 'partial';

/** Results that have a part in what is computed over several partitions, and so are copied into the merged log. */
export const MERGED_KINDS = ['window', PARTIAL] as const;

/** Whether a log is the one that results of all partitions are merged in. */
export function isMerged({ partition, direction }: Pick<LogName, 'partition' | 'direction'>): boolean {
  return partition === MERGE && direction === 'input';
}

/** The output logs that a merged log takes copies of, by partition. */
export function sourcesOf(merged: LogName): LogName[] {
  return Array.from({ length: merged.count }, (_, partition) => ({ ...merged, partition, direction: 'output' }));
}

/** A slice of a tenant's keys, the stage before them, or the one behind. */
export type PartitionIndex = number | typeof INGEST | typeof MERGE;

/** By number, then the ingest stage, then the merge stage. */
export function comparePartitions(a: PartitionIndex, b: PartitionIndex): number {
  return placeOf(a) - placeOf(b);
}

function placeOf(partition: PartitionIndex): number {
  if (partition === INGEST) return Number.MAX_SAFE_INTEGER - 1;
  return partition === MERGE ? Number.MAX_SAFE_INTEGER : partition;
}

/** Which result of which input a record is: the results of one input are numbered from 0. */
export interface ResultIdentity {
  /** Sequence of the input record. */
  readonly input: number;
  /** Index among that input's results. */
  readonly index: number;
}

/** Whether a result comes after another one of its partition. */
export function isAfter(one: ResultIdentity, other: ResultIdentity): boolean {
  return one.input > other.input || (one.input === other.input && one.index > other.index);
}

/** A result, and the sequence of the log at which all results up to it are stored. */
export interface Progress extends ResultIdentity {
  readonly at: number;
}

/** The newest result of a log. */
export interface Tail extends ResultIdentity {
  /** All results up to this one are there for certain; undefined: all up to the newest are. */
  readonly from?: Progress;
  /** Which are there behind it: `<input>.<index>` each. */
  readonly further?: ReadonlySet<string>;
}

/** A record to append. */
export interface NewRecord {
  /** On an input log `event`, `tick`, `settings`, `redrive`, `repair` or `batch`; on an output log the output's name, `fence`, `gap` or `progress`. */
  readonly kind: string;
  readonly payload: Uint8Array;
  /** The key it belongs to, in its canonical spelling; empty when none. An event that has one holds records of that key alone. */
  readonly key?: string;
  /**
   * Identity by which a record that is appended again is stored once: for as long as the log's duplicate window, 2 minutes
   * unless chosen. 1 to 255 printable characters without spaces. Counts in appends without `expectedLast`.
   */
  readonly id?: string;
  /** Only on what an ingest stage publishes: the partition the record goes on to. */
  readonly target?: number;
  /** Only on results. */
  readonly identity?: ResultIdentity;
}

/** A stored record. */
export interface LogRecord extends NewRecord {
  readonly key: string;
  /** From 1. */
  readonly sequence: number;
  /** When it was stored: milliseconds since 1970-01-01Z. A dense log's never goes back. */
  readonly arrival: number;
}

/**
 * The first and last sequence a log holds. An empty log has `first = last + 1`. Where partitions share their numbers, those
 * of all of them.
 */
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

/** What an append depends on. */
export interface AppendOptions {
  /** The log's last sequence has to be this one. */
  readonly expectedLast?: number;
  /** Store the records whole or not at all also with `expectedLast`. At most 1,000 of them. Default false. */
  readonly whole?: boolean;
  /**
   * Told how many of the records were left out since their ids were known, before the append resolves; not told when none was. Where
   * an answer was lost and the append tried again, what the first try has stored is known to the second.
   */
  readonly known?: (records: number) => void;
}

export interface Log {
  /** Changes when the log is deleted and created anew. */
  readonly identity: string;

  /** What people should know of the log as it was opened, in words; undefined or empty: nothing. */
  readonly notes?: readonly string[];

  /** Whether its records are numbered without a gap. */
  readonly isDense: boolean;

  /** Records of appends with `expectedLast` that may be on their way at once; 0: each answer is waited for, it comes at once. */
  readonly window: number;

  /**
   * Whether it remembers its newest result by itself. If not, whoever publishes appends a `progress` record with a
   * {@link Progress} now and then, which {@link tail} starts from; it outlives retention.
   */
  readonly keepsTail: boolean;

  /**
   * Appends records and resolves with the last one's sequence, or a later one if some were known by their ids. With `expectedLast` it is stored only when the log's last
   * sequence is that one. Throws `log-conflict` otherwise. Appending no records only checks `expectedLast` and resolves
   * with the last sequence. A caller that knows what to expect may append again before an append has been answered:
   * appends of one handle are stored in the order of the calls, and none after one that failed. The payloads are the
   * caller's again when the call has returned its promise.
   */
  append(records: readonly NewRecord[], options?: AppendOptions): Promise<number>;

  /**
   * Up to `limit` records from `from` on, in order; fewer where they are large or a replica doesn't know of the newest yet, but never none; empty when there is none yet. From the first one held when `from` was
   * dropped: the caller sees the gap by the sequence. Never waits.
   */
  read(from: number, limit: number): Promise<readonly LogRecord[]>;

  /** The record of this log at a sequence; undefined when it isn't held, or is another partition's. */
  at(sequence: number): Promise<LogRecord | undefined>;

  /**
   * Resolves once a record after `after` may be there, after `timeout` milliseconds, or when `signal` aborts or the log
   * is closed. May wake early.
   */
  wait(after: number, timeout: number, signal: AbortSignal): Promise<void>;

  bounds(): Promise<LogBounds>;

  /** The greatest sequence up to which nothing of this log comes after `after`; `after` itself when nothing better is known. */
  emptyUpTo(after: number): Promise<number>;

  /** Records of this log after `after`, which is the newest one read, or any where the caller doesn't own it. */
  unread(after: number): Promise<number>;

  /**
   * The caller reads as a partition's owner from here on, everything after `after`. Readers of older epochs are ended where
   * the log can do that; `ack` is this owner's. Whoever doesn't call it reads without a trace.
   */
  own(epoch: number, after: number): Promise<void>;

  /** The newest result ever stored, kept when retention drops the result; undefined before the first. */
  tail(): Promise<Tail | undefined>;

  /** Everything up to `sequence` is done with and may be dropped by retention. Never moves back. Resolves when that will be known to the next owner. */
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
  /** Deletes all logs of a tenant's partitions, for good. Nobody uses them any more; one that is not there is no error. */
  remove(tenant: string, partitions: readonly PartitionIndex[]): Promise<void>;
  close(): Promise<void>;
}

/** What whoever only sends or reads needs of a store. */
export type LogOpener = Pick<LogStore, 'open' | 'close'>;

/** Which log: of which tenant's partition and direction. */
export interface LogName {
  readonly tenant: string;
  readonly partition: PartitionIndex;
  /** Partitions of the tenant. */
  readonly count: number;
  readonly direction: 'input' | 'output';
}
