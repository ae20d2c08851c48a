import type { Event } from '../../actors/event.ts';
import type { LogRecord } from '../../connectors/log.ts';
import type { Token } from '../base/token.ts';
import { BATCH, readReport } from '../batch/batch-record.ts';
import { NO_SLOT } from './actor-table.ts';
import type { PartitionState } from './partition-state.ts';

/** What the alert of a critical rate says. */
interface Alert {
  readonly Content?: { readonly Type?: unknown; readonly Station?: unknown; readonly Analytic?: unknown };
}

/** The alert type of critical rates. */
const CRITICAL = 3;

/**
 * Lets the critical alerts among a record's results trigger reports.
 *
 * @param event the record's, if it had any: a window alert, whose time is its window's end. Only such raise critical ones.
 * @param before how many results were there before the record.
 */
export function raiseTriggers(state: PartitionState, { time }: Pick<Event, 'time'>, before: number): void {
  const { triggers, outbox, watermark } = state;
  const { batch, analytics } = state.settings;
  if (triggers === undefined || batch === undefined) return;
  // A module may call its own alerts critical.
  const rates = new Set<unknown>(analytics.filter(({ use }) => use === 'critical-rate').map(({ id }) => id));
  for (let position = before; position < outbox.count; position++) {
    if (outbox.outputOf(position) !== 'alert') continue;
    const { input, index, payload } = outbox.resultAt(position);
    const { Content } = JSON.parse(Buffer.from(payload).toString('utf8')) as Alert;
    if (Content?.Type !== CRITICAL || !rates.has(Content.Analytic)) continue;
    const { logTime } = watermark;
    const station = Content.Station === 'all' ? {} : { station: Content.Station as Token };
    triggers.raise({ input, index, time, logTime, ...station }, batch);
  }
}

/** Sends the report that a record brings on, unless one of its trigger and name has been sent. It is no event, and moves no clock. */
export function takeReport({ triggers, outbox }: PartitionState, { payload }: LogRecord): void {
  const found = readReport(payload);
  if (found === undefined || triggers === undefined) return;
  if (triggers.answer(found.trigger, found.report)) outbox.add(BATCH, NO_SLOT, found.json);
}
