import type { TenantConfig } from '../../config/types.ts';
import { INGEST } from '../../connectors/log.ts';
import { combine } from '../base/histogram.ts';
import { MID } from '../ingest/ingest-stage.ts';
import { sumQuality } from '../partition/quality.ts';
import type { PartitionRow, TenantRow } from './runtime-control.ts';

/**
 * A tenant's figures out of those of its partitions. What its ingest stage sends on is counted where it is taken; what it
 * sets aside counts as what a partition does.
 *
 * @param rows at least one partition's, and the ingest stage's if there is one.
 */
export function summaryOf(
  { id, partitions: count, delivery, analytics }: Pick<TenantConfig, 'id' | 'partitions' | 'delivery' | 'analytics'>,
  rows: readonly PartitionRow[],
): Omit<TenantRow, 'phase'> {
  const partitions = rows.filter(({ partition }) => partition !== INGEST);
  const { events } = sumQuality(partitions.map(({ quality }) => quality));
  const { wrong, results } = sumQuality(rows.map(forCustomers));
  return {
    id,
    partitions: count,
    delivery,
    analytics: analytics.map((analytic) => analytic.id),
    actors: partitions.reduce((sum, { actors }) => sum + actors, 0),
    events,
    wrong,
    late: results.late ?? 0,
    results,
    lag: rows.reduce((sum, row) => sum + row.lag, 0),
    restored: restoredOf(rows),
    response: partitions.map(({ response }) => response).reduce((sum, one) => combine(sum, one, 1)),
  };
}

function restoredOf(rows: readonly PartitionRow[]): number | null {
  const loading = rows.flatMap(({ recovery }) => (recovery === null ? [] : [recovery]));
  if (loading.length === 0) return null;
  const all = loading.reduce((sum, { ofActors }) => sum + ofActors, 0);
  return all === 0 ? 1 : loading.reduce((sum, { actors }) => sum + actors, 0) / all;
}

function forCustomers({ partition, quality }: PartitionRow): PartitionRow['quality'] {
  if (partition !== INGEST) return quality;
  const { [MID]: _, ...results } = quality.results;
  return { ...quality, results };
}
