import type { ReportName } from '../../actors/settings.ts';
import type { Period } from '../../connectors/archive.ts';
import { HOUR } from '../base/calendar.ts';
import type { Token } from '../base/token.ts';

/** The reports, and what their rows are about. */
export const reports = {
  'top-alarms': 'Alarm',
  'top-stations': 'Station',
  'sensor-alarms': 'Sensor',
  'active-hours': 'Hour',
} as const satisfies Record<ReportName, string>;

/** What is asked of a tenant's archive. */
export interface ReportQuery {
  readonly report: ReportName;
  readonly period: Period;
  /** Rows at most; `active-hours` always has 24. */
  readonly limit: number;
  /** `sensor-alarms`: in which station. */
  readonly station?: Token;
  /** `top-stations`: of one sensor alone. */
  readonly sensor?: Token;
  /** `active-hours`: of one alarm alone. */
  readonly alarm?: Token;
}

/** The filter that a report takes, and whether it needs it. */
export const filters: Readonly<
  Record<ReportName, { readonly name: FilterName; readonly needed: boolean } | undefined>
> = {
  'top-alarms': undefined,
  'top-stations': { name: 'sensor', needed: false },
  'sensor-alarms': { name: 'station', needed: true },
  'active-hours': { name: 'alarm', needed: false },
};

export type FilterName = 'station' | 'sensor' | 'alarm';

export function isReport(text: string): text is ReportName {
  return Object.hasOwn(reports, text);
}

/** The whole hours that a period touches. */
export function wholeHours({ from, to }: Period): Period {
  return { from: Math.floor(from / HOUR) * HOUR, to: Math.ceil(to / HOUR) * HOUR };
}
