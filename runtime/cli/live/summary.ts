import type { RatedRow } from './rates.ts';

const headings = ['tenant', 'state', 'events', 'per s', 'keys', 'alerts', 'wrong', 'late', 'lag', 'p99 ms'] as const;

/** Tenants' figures as the lines of a table. */
export function summaryTable(rows: readonly RatedRow[]): readonly string[] {
  const cells = rows.map((row) => [row.id, row.phase, ...figuresOf(row).map(grouped), answered(row)]);
  const widths = headings.map((heading, i) => Math.max(heading.length, ...cells.map((line) => line[i]?.length ?? 0)));
  const lineOf = (line: readonly string[]): string =>
    line.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return [lineOf(headings), ...cells.map(lineOf)];
}

/** The same figures as one line. */
export function summaryLine(rows: readonly RatedRow[]): string {
  return rows
    .map((row) => {
      const [events, perSecond, keys, alerts, wrong, late, lag] = figuresOf(row).map(grouped);
      return `${row.id} ${row.phase}: ${events} events (${perSecond}/s), ${keys} keys, ${alerts} alerts, ${wrong} wrong, ${late} late, lag ${lag}, p99 ${answered(row)} ms`;
    })
    .join(' | ');
}

function figuresOf(row: RatedRow): readonly number[] {
  const alerts = (row.results.window ?? 0) + (row.results.alert ?? 0);
  return [row.events, row.perSecond, row.actors, alerts, row.wrong, row.late, row.lag];
}

function answered({ answeredWithin }: RatedRow): string {
  if (answeredWithin === undefined) return '-';
  return answeredWithin === Number.POSITIVE_INFINITY ? 'over 10,000' : grouped(answeredWithin);
}

function grouped(figure: number): string {
  return figure.toLocaleString('en');
}
