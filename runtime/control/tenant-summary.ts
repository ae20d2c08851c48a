import type { TenantConfig } from '../../config/types.ts';
import { PARTIAL } from '../../connectors/log.ts';
import { combine, noFigures } from '../base/histogram.ts';
import { limits } from '../base/limits.ts';
import { MID } from '../ingest/ingest-stage.ts';
import { sumQuality } from '../partition/quality.ts';
import { combined, counted, doneOf, greatest, measuresOf } from './measures.ts';
import { quotaMeasuresOf, sumQuotas } from './quota-measures.ts';
import type { PartitionRow, TenantRow } from './runtime-control.ts';

/**
 * A tenant's figures out of those of its partitions. What its ingest stage sends on is counted where it is taken; what it
 * sets aside counts as what a partition does. What partitions send to the merge stage is nothing for customers.
 *
 * @param rows of its partitions, and of its ingest and merge stages if there are any.
 */
export function summaryOf(
  { id, partitions: count, delivery, analytics }: Pick<TenantConfig, 'id' | 'partitions' | 'delivery' | 'analytics'>,
  rows: readonly PartitionRow[],
): Omit<TenantRow, 'phase'> {
  const partitions = rows.filter(({ partition }) => typeof partition === 'number');
  const { wrong, actorErrors, results } = sumQuality(rows.map(forCustomers));
  const replays = rows.flatMap(({ replay, sequence }) => (replay === null ? [] : [{ ...replay, sequence }]));
  return {
    id,
    partitions: count,
    delivery,
    analytics: analytics.map((analytic) => analytic.id),
    actors: partitions.reduce((sum, { actors }) => sum + actors, 0),
    ...counted({ ...sumQuality(partitions.map(({ quality }) => quality)), wrong, actorErrors, results }),
    suppressed: rows.reduce((sum, { suppressed }) => sum + suppressed, 0),
    lag: rows.reduce((sum, row) => sum + row.lag, 0),
    restored: restoredOf(rows),
    replayed: replays.length === 0 ? null : doneOf(replays),
    dueReports: rows.reduce((sum, { dueReports }) => sum + dueReports, 0),
    watermarkDelay: greatest(partitions.map(({ watermarkDelay }) => watermarkDelay)),
    response: partitions
      .map(({ response }) => response)
      .reduce((sum, one) => combine(sum, one, 1), noFigures(limits.responseBounds)),
    checkpoint: combined(rows.map((row) => measuresOf(row).checkpoint)),
    quotas: sumQuotas(rows.map(quotaMeasuresOf)),
  };
}

function restoredOf(rows: readonly PartitionRow[]): number | null {
  const loading = rows.flatMap(({ recovery }) => (recovery === null ? [] : [recovery]));
  if (loading.length === 0) return null;
  const all = loading.reduce((sum, { ofActors }) => sum + ofActors, 0);
  return all === 0 ? 1 : loading.reduce((sum, { actors }) => sum + actors, 0) / all;
}

function forCustomers({ quality }: PartitionRow): PartitionRow['quality'] {
  const { [MID]: _, [PARTIAL]: __, ...results } = quality.results;
  return { ...quality, results };
}
