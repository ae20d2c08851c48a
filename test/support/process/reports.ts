import { expect } from 'vitest';
import { type LogRecord, MERGE } from '../../../connectors/log.ts';
import type { RefLine } from '../reference/line.ts';
import { referenceReport } from '../reference/reports.ts';
import { resultsIn, type StoredLogs } from './exactly-once.ts';

/** A report on the output `batch`. */
export interface SentReport {
  readonly Report: string;
  readonly From: string;
  readonly To: string;
  readonly Rows: readonly object[];
  readonly Trigger: { readonly Partition: string; readonly Input: number; readonly Index: number };
}

/** The critical alerts and the reports that a tenant has been sent. */
export async function alertsAndReports(
  logs: StoredLogs,
  tenant: string,
): Promise<{ readonly alerts: readonly string[]; readonly reports: readonly SentReport[] }> {
  const results = await resultsIn(logs, tenant, MERGE);
  const of = (wanted: string) => results.filter(({ output }) => output === wanted);
  return {
    alerts: of('alert').map(({ input, index }) => `${input}.${index}`),
    reports: of('batch').map(({ json }) => JSON.parse(json).Content),
  };
}

/** Every alert has each of its reports once. */
export function expectEachOnce(
  { alerts, reports }: Awaited<ReturnType<typeof alertsAndReports>>,
  names: readonly string[],
): void {
  const due = alerts.flatMap((alert) => names.map((name) => `${alert} ${name}`));
  const sent = reports.map(({ Trigger: { Input, Index }, Report }) => `${Input}.${Index} ${Report}`);
  expect(sent.sort()).toEqual(due.sort());
}

/** A report of `top-alarms` or `active-hours` has the rows of a plain count of the lines. */
export function expectPlainRows(
  { Report, From, To, Rows }: SentReport,
  { records, limit }: { readonly records: readonly LogRecord[]; readonly limit: number },
): void {
  const period = { from: Date.parse(From), to: Date.parse(To) };
  if (Report === 'top-alarms') {
    const counted = referenceReport(records, { name: ({ tokens }: RefLine) => tokens[2], ...period });
    expect(Rows).toEqual(counted.slice(0, limit).map(([Alarm, Activations]) => ({ Alarm, Activations })));
    return;
  }
  const hours = new Map(
    referenceReport(records, { name: ({ time }: RefLine) => new Date(time).getUTCHours(), ...period }),
  );
  expect(Rows).toEqual(Array.from({ length: 24 }, (_, Hour) => ({ Hour, Activations: hours.get(Hour) ?? 0 })));
}
