import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { ActivationSums, hourOfDay } from '../../connectors/activation-sums.ts';
import type { Archive, HourlyRollup, ReportRow } from '../../connectors/archive.ts';
import type { Token } from '../base/token.ts';
import { type BatchReport, reportOf } from './report.ts';
import type { ReportQuery } from './report-query.ts';

/** How far a pass over the roll-ups has come. */
export interface ScanProgress {
  /** Hours of partitions that were read, and how many there are. */
  readonly done: number;
  readonly of: number;
  /** Roll-ups so far. */
  readonly rows: number;
}

/** Who is told of a pass, and can end it. */
export interface ScanOptions {
  readonly signal: AbortSignal;
  /** Told before each page and at the end. */
  readonly told?: (progress: ScanProgress) => void;
}

/** {@link scanReports} of one report. */
export async function scanReport(
  archive: Archive,
  tenant: string,
  query: ReportQuery,
  options: ScanOptions,
): Promise<BatchReport> {
  const [report] = await scanReports(archive, tenant, [query], options);
  return report as BatchReport;
}

/**
 * Makes several reports of one period from one pass over its roll-ups, page by page: whoever shares the thread has its turn between
 * two pages, also where an archive answers at once.
 *
 * @throws the reason of `signal`, when that aborts; what the archive throws.
 */
export async function scanReports(
  archive: Archive,
  tenant: string,
  queries: readonly ReportQuery[],
  { signal, told }: ScanOptions,
): Promise<readonly BatchReport[]> {
  const [first] = queries;
  if (first === undefined) return [];
  const counted = queries.map((query) => ({ query, sums: new ActivationSums() }));
  let rows = 0;
  const reading = {
    ...(queries.length === 1 && first.station !== undefined && { station: first.station }),
    told: (done: number, of: number) => told?.({ done, of, rows }),
  };
  signal.throwIfAborted();
  for await (const page of archive.rollups(tenant, first.period, reading)) {
    signal.throwIfAborted();
    rows += page.length;
    for (const rollup of page) {
      for (const { query, sums } of counted) {
        if (passes(query, rollup)) sums.add(nameIn(query, rollup), rollup.activations);
      }
    }
    await yieldToOthers();
  }
  return counted.map(({ query, sums }) => reportOf(query, rowsOf(query, sums)));
}

function rowsOf({ report, limit }: ReportQuery, sums: ActivationSums): readonly ReportRow[] {
  return report === 'active-hours' ? sums.histogram() : sums.ranked(limit);
}

function passes({ station, sensor, alarm }: ReportQuery, rollup: HourlyRollup): boolean {
  return (
    (station === undefined || rollup.station === station) &&
    (sensor === undefined || rollup.sensor === sensor) &&
    (alarm === undefined || rollup.alarm === alarm)
  );
}

function nameIn({ report }: ReportQuery, rollup: HourlyRollup): Token {
  switch (report) {
    case 'top-alarms':
      return rollup.alarm;
    case 'top-stations':
      return rollup.station;
    case 'sensor-alarms':
      return rollup.sensor;
    case 'active-hours':
      return hourOfDay(rollup);
  }
}
