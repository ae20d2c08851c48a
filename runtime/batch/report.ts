import type { ReportName } from '../../actors/settings.ts';
import { type Archive, OLDER, type ReportRow } from '../../connectors/archive.ts';
import { isoTime } from '../base/calendar.ts';
import { type ReportQuery, reports } from './report-query.ts';

/** A batch report, as customers and scripts get it. */
export interface BatchReport {
  readonly Report: ReportName;
  /** Whole hours: from `From` (included) to `To` (excluded). */
  readonly From: string;
  readonly To: string;
  /** `{"Alarm":..,"Activations":..}`, or with Station, Sensor or Hour: most first and then by name, hours in their order. */
  readonly Rows: readonly Readonly<Record<string, string | number>>[];
}

/** A report with its rows. */
export function reportOf({ report, period }: ReportQuery, rows: readonly ReportRow[]): BatchReport {
  return {
    Report: report,
    From: isoTime(period.from),
    To: isoTime(period.to),
    Rows: rows.map(({ name, activations }) => ({ [reports[report]]: name, Activations: activations })),
  };
}

/** Events of a tenant that are in no hour and so in no report: they came when theirs were counted no more. */
export async function olderEvents(archive: Archive, tenant: string): Promise<number> {
  let events = 0;
  for await (const page of archive.rollups(tenant, { from: OLDER, to: OLDER + 1 })) {
    for (const row of page) events += row.events;
  }
  return events;
}
