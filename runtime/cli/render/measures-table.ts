import { quantile } from '../../base/histogram.ts';
import { limits } from '../../base/limits.ts';
import { formatDuration, formatSize } from '../../base/units.ts';
import type { Measures } from '../../control/measures.ts';
import { answeredText } from './response.ts';
import type { Screen } from './screen.ts';
import { type Column, table } from './table.ts';
import { figure } from './words.ts';

/** Measures, and whose they are. */
export interface Measured {
  readonly name: string;
  readonly measures: Measures;
}

type Figure = readonly [heading: string, of: (measures: Measures, now: number) => string];

const counts: readonly Figure[] = [
  ['events', ({ events }) => figure(events)],
  ['bytes', ({ bytes }) => formatSize(bytes)],
  ['wrong', ({ wrong }) => figure(wrong)],
  ['late', ({ late }) => figure(late)],
  ['out of order', ({ outOfOrder }) => figure(outOfOrder)],
  ['early', ({ early }) => figure(early)],
  ['errors', ({ actorErrors }) => figure(actorErrors)],
  ['over quota', ({ quotas }) => figure(quotas.hits.keys)],
  ['results', ({ results }) => figure(Object.values(results).reduce((sum, count) => sum + count, 0))],
  ['suppressed', ({ suppressed }) => figure(suppressed)],
  ['reports due', ({ dueReports }) => figure(dueReports)],
];

const times: readonly Figure[] = [
  ['p50 ms', (measures) => answered(0.5, measures)],
  ['p99 ms', (measures) => answered(0.99, measures)],
  ['delayed', ({ quotas: { delayed } }) => duration(delayed['input-rate'] + delayed['result-rate'] || null)],
  ['watermark delay', ({ watermarkDelay }) => duration(watermarkDelay)],
  ['checkpoint age', ({ checkpoint: { takenAt } }, now) => duration(takenAt === null ? null : now - takenAt)],
  ['size', ({ checkpoint: { takenAt, bytes } }) => (takenAt === null ? '-' : formatSize(bytes))],
  ['took', ({ checkpoint: { took } }) => duration(took)],
  ['paused', ({ checkpoint: { paused } }) => duration(paused)],
  ['replayed', ({ replayed }) => (replayed === null ? '-' : `${Math.floor(replayed * 100)}%`)],
];

/**
 * Measures as the lines of two tables: what was counted, and how long things take.
 *
 * @param heading of the names.
 * @param now milliseconds since 1970-01-01Z.
 */
export function measuresTables(heading: string, rows: readonly Measured[], now: number, screen: Screen): string[] {
  const tableOf = (figures: readonly Figure[]): string[] => {
    const columns: Column[] = [{ heading }, ...figures.map(([name]) => ({ heading: name, align: 'right' }) as const)];
    const cells = rows.map(({ name, measures }) => [name, ...figures.map(([, of]) => of(measures, now))]);
    return table(columns, cells, screen);
  };
  return [...tableOf(counts), '', ...tableOf(times)];
}

function answered(share: number, { response }: Measures): string {
  return answeredText(quantile(share, response, limits.responseBounds));
}

function duration(milliseconds: number | null): string {
  return milliseconds === null ? '-' : formatDuration(Math.max(0, milliseconds));
}
