import type { PartitionRow } from './runtime-control.ts';

/** A figure that each partition has. */
export interface Family {
  /** After Prometheus' conventions: base units, counters end in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** A label beside tenant and partition, with few values. Default: none. */
  readonly label?: 'output' | 'code' | 'phase' | 'quota';
  /** By the label's values where it has one. Null or undefined: the partition has none now. `now` in milliseconds since 1970-01-01Z. */
  readonly of: (row: PartitionRow, now: number) => number | Readonly<Record<string, number>> | null | undefined;
  /** Told even of a partition that has not reported yet. Default false. */
  readonly evenUnknown?: true;
}

/** 0 when there is no such time, or it is yet to come by this clock. */
export function secondsSince(time: number | undefined, now: number): number {
  return time === undefined ? 0 : Math.max(0, now - time) / 1000;
}

export function counter(name: string, help: string, of: Family['of']): Family {
  return { name: `millrace_${name}`, help, type: 'counter', of };
}

export function gauge(name: string, help: string, of: Family['of']): Family {
  return { name: `millrace_${name}`, help, type: 'gauge', of };
}
