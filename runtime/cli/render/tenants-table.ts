import { quantile } from '../../base/histogram.ts';
import { limits } from '../../base/limits.ts';
import type { TenantPhase, TenantRow } from '../../control/runtime-control.ts';
import { answeredText } from './response.ts';
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

const styles: Partial<Record<TenantPhase, Style>> = {
  running: 'green',
  failed: 'red',
  starting: 'yellow',
  waiting: 'yellow',
  stalled: 'red',
  quarantined: 'red',
};

/** Tenants as the lines of a table. */
export function tenantsTable(rows: readonly TenantRow[], screen: Screen): string[] {
  return table(columns, rows.map(cellsOf), screen);
}

function cellsOf(row: TenantRow): Cell[] {
  const results = Object.values(row.results).reduce((sum, count) => sum + count, 0);
  const counted = (count: number): string => (hasFigures(row) ? figure(count) : '-');
  return [
    row.id,
    stateCell(row),
    figure(row.partitions),
    row.delivery,
    counted(row.actors),
    counted(row.events),
    counted(row.wrong),
    counted(row.late),
    counted(results),
    counted(row.lag),
    answeredWithin(row),
    row.analytics.join(', '),
  ];
}

/** Whether this process has owned any of its partitions: of others nobody has told it, and a zero would be untrue. */
export function hasFigures({ checkpoint, events }: TenantRow): boolean {
  return checkpoint.takenAt !== null || events > 0;
}

/** A tenant's state, coloured. */
export function stateCell(row: TenantRow): Cell {
  const style = styles[row.phase];
  const text = stateText(row);
  return style === undefined ? text : { text, style };
}

/** A tenant's state; while its checkpoints are restored, how much of them is there. */
export function stateText({ phase, restored }: TenantRow): string {
  return restored === null ? phase : `${phase} ${Math.floor(restored * 100)}%`;
}

/** Of 99 of 100 records since the partitions were taken over. */
function answeredWithin({ response }: TenantRow): string {
  return answeredText(quantile(0.99, response, limits.responseBounds));
}
