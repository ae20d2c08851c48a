import { formatCount } from '../../runtime/base/units.ts';
import type { LatencyRow } from '../jetstream/latency.ts';
import type { ThroughputRow } from '../jetstream/tables.ts';
import { table } from '../support/table.ts';

/** What events took from their publish until the customer had their result, in milliseconds. */
export type KafkaLatency = Pick<
  LatencyRow,
  'program' | 'rate' | 'received50' | 'received99' | 'receivedMost' | 'unanswered'
>;

export function throughputTable(rows: readonly ThroughputRow[]): string {
  const headings = ['program', 'events/s', 'program us/event', 'broker us/event'];
  const cells = rows.map((row) => [
    row.program,
    formatCount(row.eventsPerSecond),
    row.programMicroseconds.toFixed(1),
    row.brokerMicroseconds.toFixed(1),
  ]);
  return table(headings, cells);
}

/** Milliseconds. */
export function latencyTable(rows: readonly KafkaLatency[]): string {
  const headings = ['program', 'events/s', 'received p50', 'p99', 'most', 'unanswered'];
  const cells = rows.map((row) => [
    row.program,
    formatCount(row.rate),
    row.received50.toFixed(1),
    row.received99.toFixed(1),
    row.receivedMost.toFixed(0),
    formatCount(row.unanswered),
  ]);
  return table(headings, cells);
}
