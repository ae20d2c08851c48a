import { formatCount } from '../../runtime/base/units.ts';
import { median, table } from '../support/table.ts';
import type { LatencyRow } from './latency.ts';
import type { Program } from './programs.ts';
import type { Run } from './throughput.ts';

/** A program's rounds and their medians. */
export interface ThroughputRow {
  readonly program: string;
  readonly eventsPerSecond: number;
  /** Microseconds of processor time for an event, of the program and of its broker. */
  readonly programMicroseconds: number;
  readonly brokerMicroseconds: number;
  readonly rounds: readonly Run[];
}

export function throughputRow({ name }: Pick<Program, 'name'>, rounds: readonly Run[]): ThroughputRow {
  return {
    program: name,
    eventsPerSecond: Math.round(median(rounds.map(({ events, seconds }) => events / seconds))),
    programMicroseconds: median(rounds.map(({ events, programSeconds }) => (programSeconds / events) * 1e6)),
    brokerMicroseconds: median(rounds.map(({ events, brokerSeconds }) => (brokerSeconds / events) * 1e6)),
    rounds,
  };
}

/** Ratios are to the row above that is a bare pipe. */
export function throughputTable(rows: readonly ThroughputRow[]): string {
  const headings = ['program', 'events/s', 'ratio', 'Node us/event', 'nats-server us/event', 'ratio of both'];
  let pipe: ThroughputRow | undefined;
  const cells = rows.map((row) => {
    if (row.program.startsWith('pipe')) pipe = row;
    const both = row.programMicroseconds + row.brokerMicroseconds;
    return [
      row.program,
      formatCount(row.eventsPerSecond),
      ratio(row.eventsPerSecond, pipe?.eventsPerSecond),
      row.programMicroseconds.toFixed(1),
      row.brokerMicroseconds.toFixed(1),
      ratio(pipe && pipe.programMicroseconds + pipe.brokerMicroseconds, both),
    ];
  });
  return table(headings, cells);
}

/** Milliseconds. */
export function latencyTable(rows: readonly LatencyRow[]): string {
  const headings = ['program', 'events/s', 'stored p50', 'p99', 'received p50', 'p99', 'most', 'unanswered'];
  const cells = rows.map((row) => [
    row.program,
    formatCount(row.rate),
    row.stored50.toFixed(1),
    row.stored99.toFixed(1),
    row.received50.toFixed(1),
    row.received99.toFixed(1),
    row.receivedMost.toFixed(0),
    formatCount(row.unanswered),
  ]);
  return table(headings, cells);
}

function ratio(value: number | undefined, base: number | undefined): string {
  return value === undefined || base === undefined ? '-' : (value / base).toFixed(2);
}
