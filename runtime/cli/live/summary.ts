import { answeredText } from '../render/response.ts';
import type { Screen } from '../render/screen.ts';
import { type Column, table, textOf } from '../render/table.ts';
import { figure } from '../render/words.ts';
import type { SummaryRow } from './digest.ts';

const figures = ['events', 'per s', 'keys', 'alerts', 'wrong', 'late', 'lag', 'p99 ms'] as const;
const columns: readonly Column[] = [
  { heading: 'tenant' },
  { heading: 'state' },
  ...figures.map((heading): Column => ({ heading, align: 'right' })),
];

/** Tenants' figures as the lines of a table. */
export function summaryTable(rows: readonly SummaryRow[], screen: Screen): string[] {
  const cells = rows.map((row) => [row.name, row.state, ...figuresOf(row), answeredText(row.answeredWithin)]);
  return table(columns, cells, screen);
}

/** The same figures as one line. */
export function summaryLine(rows: readonly SummaryRow[]): string {
  return rows
    .map((row) => {
      const [events, perSecond, keys, alerts, wrong, late, lag] = figuresOf(row);
      const answered = answeredText(row.answeredWithin);
      return `${row.name} ${textOf(row.state)}: ${events} events (${perSecond}/s), ${keys} keys, ${alerts} alerts, ${wrong} wrong, ${late} late, lag ${lag}, p99 ${answered} ms`;
    })
    .join(' | ');
}

function figuresOf(row: SummaryRow): readonly string[] {
  return [row.events, row.perSecond, row.keys, row.alerts, row.wrong, row.late, row.lag].map(figure);
}
