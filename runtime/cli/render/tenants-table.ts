import { quantile } from '../../base/histogram.ts';
import { limits } from '../../base/limits.ts';
import type { TenantPhase, TenantRow } from '../../control/runtime-control.ts';
import type { Screen, Style } from './screen.ts';
import { type Cell, type Column, table } from './table.ts';
import { figure } from './words.ts';

const columns: readonly Column[] = [
  { heading: 'tenant' },
  { heading: 'state' },
  { heading: 'partitions', align: 'right' },
  { heading: 'delivery' },
  { heading: 'actors', align: 'right' },
  { heading: 'events', align: 'right' },
  { heading: 'wrong', align: 'right' },
  { heading: 'late', align: 'right' },
  { heading: 'results', align: 'right' },
  { heading: 'lag', align: 'right' },
  { heading: 'p99 ms', align: 'right' },
  { heading: 'analytics' },
];

const styles: Partial<Record<TenantPhase, Style>> = { running: 'green', failed: 'red', starting: 'yellow' };

/** Tenants as the lines of a table. */
export function tenantsTable(rows: readonly TenantRow[], screen: Screen): string[] {
  return table(columns, rows.map(cellsOf), screen);
}

function cellsOf(row: TenantRow): Cell[] {
  const results = Object.values(row.results).reduce((sum, count) => sum + count, 0);
  const style = styles[row.phase];
  return [
    row.id,
    style === undefined ? row.phase : { text: row.phase, style },
    figure(row.partitions),
    row.delivery,
    figure(row.actors),
    figure(row.events),
    figure(row.wrong),
    figure(row.late),
    figure(results),
    figure(row.lag),
    answeredWithin(row),
    row.analytics.join(', '),
  ];
}

/** Milliseconds that 99 of 100 records were answered within since the partitions were taken over. */
function answeredWithin({ response }: TenantRow): string {
  const bound = quantile(0.99, response, limits.responseBounds);
  if (bound === undefined) return '-';
  return Number.isFinite(bound) ? figure(bound) : `over ${figure(limits.responseBounds.at(-1) ?? 0)}`;
}
