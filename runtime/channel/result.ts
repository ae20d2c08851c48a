import {
  comparePartitions,
  type LogRecord,
  PARTIAL,
  type PartitionIndex,
  type ResultIdentity,
} from '../../connectors/log.ts';

/** A result as a customer gets it, and where it stands. */
export interface Result {
  readonly partition: PartitionIndex;
  /** In the partition's output log. */
  readonly sequence: number;
  /** When it was published, milliseconds since 1970-01-01Z. */
  readonly arrival: number;
  /** Such as `statistics` or `window`. */
  readonly output: string;
  /** Empty when it is about no key. */
  readonly key: string;
  readonly identity: ResultIdentity;
  /** JSON in UTF-8. */
  readonly payload: Uint8Array;
}

/** The results among records of an output log; the others are the runtime's own, or go on to another stage. */
export function resultsIn(records: readonly LogRecord[], partition: PartitionIndex): Result[] {
  return records.flatMap(({ kind, identity, target, sequence, arrival, key, payload }) =>
    identity === undefined || target !== undefined || kind === PARTIAL
      ? []
      : [{ partition, sequence, arrival, output: kind, key, identity, payload }],
  );
}

/** The order in which results of several partitions are told: by publication, and within a partition always its own. */
export function byArrival(a: Result, b: Result): number {
  return a.arrival - b.arrival || comparePartitions(a.partition, b.partition) || a.sequence - b.sequence;
}
