import { Histogram } from 'prom-client';
import { limits } from '../base/limits.ts';
import type { PartitionRow } from './runtime-control.ts';

type Label = 'tenant' | 'partition';

const name = 'millrace_response_seconds';
const help = "Time from a record's arrival to the publication of its results, since the partition was taken over.";

/** Response times, which the partitions have already counted by bounds. */
export class ResponseHistogram extends Histogram<Label> {
  readonly #rows: () => readonly PartitionRow[];

  constructor(rows: () => readonly PartitionRow[]) {
    super({ name, help, labelNames: ['tenant', 'partition'], registers: [] });
    this.#rows = rows;
  }

  /** What prom-client asks a metric for, here with figures that it has not counted itself. */
  async getForPromString() {
    return { name, help, type: 'histogram', aggregator: 'sum', values: this.#rows().flatMap(samplesOf) };
  }
}

function samplesOf({ tenant, partition, response }: PartitionRow) {
  const labels = { tenant, partition };
  const bounds = [...limits.responseBounds.map((milliseconds) => milliseconds / 1000), '+Inf'];
  let count = 0;
  const buckets = bounds.map((le, at) => {
    count += response.counts[at] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: response.sum / 1000 },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
