import { formatCount } from '../../base/units.ts';
import type { InspectedPage } from '../../control/inspection.ts';
import type { LocatedRow } from '../../control/runtime-control.ts';
import { originLines } from './origins.ts';
import type { Screen } from './screen.ts';
import { type Cell, type Column, table } from './table.ts';
import { ago, figure, utc } from './words.ts';

const columns: readonly Column[] = [
  { heading: 'key' },
  { heading: 'partition' },
  { heading: 'events', align: 'right' },
  { heading: 'last event UTC' },
  { heading: 'arrived', align: 'right' },
  { heading: 'value', align: 'right' },
  { heading: 'active' },
];

/** A page of actors as lines: a table, which rows of how many, and where they are from. */
export function actorsTable(page: InspectedPage, offset: number, now: number, screen: Screen): string[] {
  const cells = page.rows.map((row) => cellsOf(row, now));
  return [
    ...(page.rows.length === 0 ? [] : table(columns, cells, screen)),
    rowsLine(page.rows.length, offset, page.total),
    ...originLines(page.origins, now),
  ];
}

function rowsLine(rows: number, offset: number, total: number): string {
  if (total === 0) return 'no actors';
  if (rows === 0) return `no rows after ${formatCount(offset)} of ${formatCount(total)}`;
  return `rows ${formatCount(offset + 1)}-${formatCount(offset + rows)} of ${formatCount(total)}`;
}

function cellsOf(row: LocatedRow, now: number): Cell[] {
  return [
    row.key,
    `${row.tenant}/${row.partition}`,
    figure(row.events),
    utc(row.lastTime),
    ago(row.lastArrival, now),
    figure(row.lastValue),
    row.lastActive ? { text: 'active', style: 'yellow' } : '-',
  ];
}
