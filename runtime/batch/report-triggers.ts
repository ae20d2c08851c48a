import type { BatchSettings, ReportName } from '../../actors/settings.ts';
import type { Period } from '../../connectors/archive.ts';
import { isAfter, type ResultIdentity } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';
import type { Token } from '../base/token.ts';
import { type ReportQuery, wholeHours } from './report-query.ts';

/** An alert that asked for reports, with the identity that it has among the results. Plain data. */
export interface ReportTrigger extends ResultIdentity {
  /** Those that have not been sent yet. */
  readonly reports: readonly ReportName[];
  /** Whole hours. */
  readonly period: Period;
  readonly limit: number;
  /** The alert's; undefined: it is of all stations. */
  readonly station?: Token;
}

/** What a checkpoint keeps of them. Plain data. */
export interface TriggersHead {
  /** Log time of the newest trigger; -Infinity before the first. */
  readonly newest: number;
  readonly due: readonly ReportTrigger[];
}

/** An alert that may be a trigger. */
export interface CriticalAlert extends ResultIdentity {
  readonly station?: Token;
  /** End of the window that raised it. */
  readonly time: number;
  /** When it was raised. */
  readonly logTime: number;
}

/**
 * Which alerts trigger reports, and which of those are still due. All of it comes from the log, so that a replay decides the same:
 * the reports themselves come as records of the log, too, and of each the first one counts.
 */
export class ReportTriggers {
  #newest = Number.NEGATIVE_INFINITY;
  #due: readonly ReportTrigger[] = [];

  /** In the order of their alerts; at most `limits.dueTriggers`. */
  get due(): readonly ReportTrigger[] {
    return this.#due;
  }

  /**
   * An alert was raised. It triggers nothing within the cool-down of the one before, nor while as many as may be are due. Of all
   * stations it triggers no `sensor-alarms`, which are those of one.
   */
  raise({ input, index, station, time, logTime }: CriticalAlert, batch: BatchSettings): void {
    if (logTime - this.#newest < batch.coolDown || this.#due.length >= limits.dueTriggers) return;
    const reports = batch.reports.filter((report) => report !== 'sensor-alarms' || station !== undefined);
    if (reports.length === 0) return;
    const period = wholeHours({ from: time - batch.period, to: time });
    const { limit } = batch;
    this.#newest = logTime;
    this.#due = [...this.#due, { input, index, reports, period, limit, ...(station !== undefined && { station }) }];
  }

  /** A report came. @returns whether it is the first one of its trigger and name. */
  answer({ input, index }: ResultIdentity, report: ReportName): boolean {
    const isIts = (one: ReportTrigger): boolean =>
      one.input === input && one.index === index && one.reports.includes(report);
    if (!this.#due.some(isIts)) return false;
    this.#due = this.#due.flatMap((one) => {
      if (!isIts(one)) return [one];
      const reports = one.reports.filter((name) => name !== report);
      return reports.length === 0 ? [] : [{ ...one, reports }];
    });
    return true;
  }

  head(): TriggersHead {
    return { newest: this.#newest, due: this.#due };
  }

  restore({ newest, due }: TriggersHead): void {
    this.#newest = newest;
    this.#due = due;
  }
}

/** The oldest trigger that is due after another one. */
export function nextDue(due: readonly ReportTrigger[], after: ResultIdentity | undefined): ReportTrigger | undefined {
  return due.find((one) => after === undefined || isAfter(one, after));
}

/** How many reports are due. */
export function reportsDue(due: readonly Pick<ReportTrigger, 'reports'>[]): number {
  return due.reduce((sum, { reports }) => sum + reports.length, 0);
}

/** What a trigger asks the archive for. */
export function queriesOf({ reports, period, limit, station }: ReportTrigger): readonly ReportQuery[] {
  return reports.map((report) => {
    return { report, period, limit, ...(report === 'sensor-alarms' && station !== undefined && { station }) };
  });
}
