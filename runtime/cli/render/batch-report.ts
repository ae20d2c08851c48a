import type { BatchReport } from '../../batch/report.ts';
import { reports } from '../../batch/report-query.ts';
import { counted } from '../words.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import { figure } from './words.ts';

/** Columns of the longest bar, where the screen has room. */
const BAR = 40;
const LEAST_BAR = 10;
/** Eighths of a column. */
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A report with a bar for each row. */
export function chartLines({ Report, From, To, Rows }: BatchReport, screen: Screen): string[] {
  const about = reports[Report];
  const title = `${Report}, ${hourOf(From)} to ${hourOf(To)} UTC`;
  if (Rows.length === 0) return [title, 'no activations'];
  const most = Math.max(...Rows.map((row) => activationsOf(row)));
  const width = Math.max(about.length, ...Rows.map((row) => String(row[about]).length)) + 'activations'.length + 4;
  const room = Math.max(LEAST_BAR, Math.min(BAR, screen.width - width));
  const lines = Rows.map((row) => {
    const activations = activationsOf(row);
    return [String(row[about]), figure(activations), barOf(activations, most, room)];
  });
  const columns = [
    { heading: about.toLowerCase(), align: 'right' },
    { heading: 'activations', align: 'right' },
    { heading: '' },
  ] as const;
  return [title, ...table(columns, lines, screen)];
}

export function csvLines({ Report, Rows }: BatchReport): string[] {
  const about = reports[Report];
  return [`${about},Activations`, ...Rows.map((row) => `${row[about]},${row.Activations}`)];
}

/** What no report has. */
export function olderLine(events: number): string[] {
  if (events === 0) return [];
  return [`${counted(events, 'event')} of this tenant came more than 48 hours late, or early, and are in no hour`];
}

function activationsOf(row: BatchReport['Rows'][number]): number {
  return Number(row.Activations);
}

function barOf(value: number, most: number, columns: number): string {
  if (most === 0) return '';
  const eighths = Math.round((value / most) * columns * 8);
  return '█'.repeat(eighths >> 3) + PARTS[eighths & 7];
}

/** `2017-02-19 14:00`. */
function hourOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
