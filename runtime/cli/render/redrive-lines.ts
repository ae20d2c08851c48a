import { type PartitionRedrive, refusalsIn, sumCounts } from '../../redrive/report.ts';
import { counted } from '../words.ts';
import type { Screen } from './screen.ts';
import { type Column, table } from './table.ts';
import { figure } from './words.ts';

/** A redrive as lines: a table, what it comes to, and what could not be sent, with its code. */
export function redriveLines(
  rows: readonly PartitionRedrive[],
  { tenant, isDry }: { readonly tenant: string; readonly isDry: boolean },
  screen: Screen,
): string[] {
  const columns: readonly Column[] = [
    { heading: 'partition' },
    { heading: isDry ? 'to redrive' : 'redriven', align: 'right' },
    { heading: 'already', align: 'right' },
    { heading: 'original gone', align: 'right' },
    { heading: 'no analytic', align: 'right' },
    { heading: 'of timers', align: 'right' },
  ];
  const cells = rows.map(({ partition, redriven, already, gone, orphaned, timers }) => {
    return [`${tenant}/${partition}`, ...[redriven, already, gone, orphaned, timers].map((count) => figure(count))];
  });
  return [...table(columns, cells, screen), ...conclusions(sumCounts(rows), isDry)];
}

function conclusions(sum: ReturnType<typeof sumCounts>, isDry: boolean): string[] {
  const sent = counted(sum.redriven, 'set-aside record');
  return [
    isDry ? `${sent} would be sent back in.` : `${sent} sent back in.`,
    ...refusalsIn(sum).map(({ code, count, what, fix }) => `${code}: ${counted(count, 'record')}: ${what}, ${fix}`),
  ];
}
