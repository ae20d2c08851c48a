import type { Cell } from '../render/table.ts';
import { stateCell } from '../render/tenants-table.ts';
import type { RatedRow } from './rates.ts';

/** What a summary tells of a tenant, or of several together. */
export interface SummaryRow {
  readonly name: string;
  readonly state: Cell;
  readonly events: number;
  readonly perSecond: number;
  readonly keys: number;
  readonly alerts: number;
  readonly wrong: number;
  readonly late: number;
  readonly lag: number;
  /** Milliseconds, see {@link RatedRow}; the slowest tenant's. */
  readonly answeredWithin: number | undefined;
}

/**
 * Tenants for a summary that has room for so many rows, at least 2, in their order. Where there are more, first those stay that
 * neither run nor were stopped, then those that take most events now; the last row is all the others together.
 */
export function digest(rows: readonly RatedRow[], most: number): readonly SummaryRow[] {
  if (rows.length <= most) return rows.map(summaryRow);
  const chosen = new Set(rows.toSorted((a, b) => urgency(b) - urgency(a)).slice(0, Math.max(1, most - 1)));
  const others = rows.filter((row) => !chosen.has(row));
  return [...rows.filter((row) => chosen.has(row)).map(summaryRow), together(others)];
}

function urgency({ phase, perSecond }: RatedRow): number {
  return phase === 'running' || phase === 'stopped' ? perSecond : Number.POSITIVE_INFINITY;
}

function summaryRow(row: RatedRow): SummaryRow {
  const { id, events, perSecond, actors, results, wrong, late, lag, answeredWithin } = row;
  const alerts = (results.window ?? 0) + (results.alert ?? 0);
  return { name: id, state: stateCell(row), events, perSecond, keys: actors, alerts, wrong, late, lag, answeredWithin };
}

function together(tenants: readonly RatedRow[]): SummaryRow {
  const rows = tenants.map(summaryRow);
  const sum = (of: (row: SummaryRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const phases = [...Map.groupBy(tenants, ({ phase }) => phase)];
  const waits = rows.flatMap(({ answeredWithin }) => answeredWithin ?? []);
  return {
    name: `and ${rows.length} more`,
    state:
      phases.length === 1
        ? String(phases[0]?.[0])
        : phases.map(([phase, { length }]) => `${length} ${phase}`).join(', '),
    events: sum(({ events }) => events),
    perSecond: sum(({ perSecond }) => perSecond),
    keys: sum(({ keys }) => keys),
    alerts: sum(({ alerts }) => alerts),
    wrong: sum(({ wrong }) => wrong),
    late: sum(({ late }) => late),
    lag: sum(({ lag }) => lag),
    answeredWithin: waits.length === 0 ? undefined : Math.max(...waits),
  };
}
