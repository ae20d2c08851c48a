import type { ReportName } from '../../actors/settings.ts';
import type { NewRecord, ResultIdentity } from '../../connectors/log.ts';
import type { BatchReport } from './report.ts';
import { isReport } from './report-query.ts';
import type { ReportTrigger } from './report-triggers.ts';

/** Kind of the records that bring reports into a log, and the output that they go out on. */
export const BATCH = 'batch';

/** A report as a record of the log in which its trigger is. */
export interface ReadReport {
  readonly trigger: ResultIdentity;
  readonly report: ReportName;
  /** The result for the customer. */
  readonly json: string;
}

/** The record that a trigger's report is appended as; appended again within the log's duplicate window it is stored once. */
export function batchRecord({ input, index, station }: ReportTrigger, report: BatchReport): NewRecord {
  const { Report } = report;
  const content = {
    ...report,
    ...(Report === 'sensor-alarms' && { Station: station }),
    Trigger: { Partition: 'merge', Input: input, Index: index },
  };
  const result = { 'Message Type': 'Batch Analytics', Content: content };
  const payload = Buffer.from(JSON.stringify({ input, index, report: Report, result }));
  return { kind: BATCH, payload, id: `batch-${input}.${index}-${Report}` };
}

/** Reads a record of {@link batchRecord}; undefined when it is none: only the runtime may write them, and what else is there counts for nothing. */
export function readReport(payload: Uint8Array): ReadReport | undefined {
  try {
    const found = JSON.parse(Buffer.from(payload).toString('utf8')) as Record<string, unknown> | null;
    const { input, index, report, result } = found ?? {};
    if (typeof input !== 'number' || typeof index !== 'number' || typeof report !== 'string') return undefined;
    if (!isReport(report) || result === undefined) return undefined;
    return { trigger: { input, index }, report, json: JSON.stringify(result) };
  } catch {
    return undefined;
  }
}
