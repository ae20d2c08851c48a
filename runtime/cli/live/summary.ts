import { answeredText } from '../render/response.ts';
import type { Screen } from '../render/screen.ts';
import { type Column, table } from '../render/table.ts';
import { stateCell, stateText } from '../render/tenants-table.ts';
import { figure } from '../render/words.ts';
import type { RatedRow } from './rates.ts';

const figures = ['events', 'per s', 'keys', 'alerts', 'wrong', 'late', 'lag', 'p99 ms'] as const;
const columns: readonly Column[] = [
  { heading: 'tenant' },
  { heading: 'state' },
  ...figures.map((heading): Column => ({ heading, align: 'right' })),
];

/** Tenants' figures as the lines of a table. */
export function summaryTable(rows: readonly RatedRow[], screen: Screen): string[] {
  const cells = rows.map((row) => [row.id, stateCell(row), ...figuresOf(row), answeredText(row.answeredWithin)]);
  return table(columns, cells, screen);
}

/** The same figures as one line. */
export function summaryLine(rows: readonly RatedRow[]): string {
  return rows
    .map((row) => {
      const [events, perSecond, keys, alerts, wrong, late, lag] = figuresOf(row);
      const answered = answeredText(row.answeredWithin);
      return `${row.id} ${stateText(row)}: ${events} events (${perSecond}/s), ${keys} keys, ${alerts} alerts, ${wrong} wrong, ${late} late, lag ${lag}, p99 ${answered} ms`;
    })
    .join(' | ');
}

function figuresOf(row: RatedRow): readonly string[] {
  const alerts = (row.results.window ?? 0) + (row.results.alert ?? 0);
  return [row.events, row.perSecond, row.actors, alerts, row.wrong, row.late, row.lag].map(figure);
}
