import type { StateView } from '../../actors/analytic.ts';
import type { TimerClock } from '../../actors/turn.ts';
import { hashTokens } from '../base/fnv.ts';
import { limits } from '../base/limits.ts';
import { NO_SLOT } from '../partition/actor-table.ts';
import type { Stage } from '../partition/stage.ts';
import { isWanted, rowOrder, TopRows } from './actor-order.ts';
import type { ActorPage, ActorQuery, ActorRow } from './actor-query.ts';

/** One actor, whole. */
export interface ActorView extends ActorRow {
  readonly watermark: number | null;
  readonly logTime: number | null;
  readonly analytics: readonly AnalyticView[];
}

export interface AnalyticView extends StateView {
  readonly id: string;
  readonly use: string;
  /** The one that its windows follow: the partition's, or the key's own. */
  readonly watermark: number | null;
  /** Only with windows: a count above it has a result. */
  readonly threshold?: number;
  readonly timers: readonly { readonly clock: TimerClock; readonly name: string; readonly time: number }[];
}

/**
 * The rows of a partition that a query wants, up to the end of its page. Scans the actors a slice at a time: the caller
 * goes on with other work at each yield.
 */
export function* listActors(stage: Stage, query: ActorQuery): Generator<void, ActorPage> {
  const table = stage.state?.table;
  if (table === undefined) return { total: 0, rows: [] };
  const top = new TopRows(rowOrder(query), query.offset + query.limit);
  let total = 0;
  for (let slot = 0; slot < table.high; slot++) {
    if (slot % limits.freezeActors === limits.freezeActors - 1) yield;
    if (!table.isActor(slot)) continue;
    const row = { key: table.keyOf(slot), ...table.figuresOf(slot) };
    if (!isWanted(row, query)) continue;
    total++;
    top.add(row);
  }
  return { total, rows: top.take() };
}

/** An actor by its key; undefined when the partition has none of that key. */
export function viewActor(stage: Stage, key: string): ActorView | undefined {
  const { state } = stage;
  if (state === undefined) return undefined;
  const { table, analytics, timers, watermark } = state;
  const bytes = Buffer.from(key, 'latin1');
  const slot = table.find(bytes, bytes.length, hashTokens(key.split('-')));
  if (slot === NO_SLOT || !table.isActor(slot)) return undefined;
  return {
    key,
    ...table.figuresOf(slot),
    watermark: finite(watermark.value),
    logTime: finite(watermark.logTime),
    analytics: analytics.map(({ analytic, settings }, position) => ({
      id: settings.id,
      use: settings.use,
      watermark: finite(state.watermarkOf(analytic, slot)),
      ...('threshold' in settings ? { threshold: settings.threshold } : {}),
      ...analytic.describe(slot, state.watermarkOf(analytic, slot), limits.drawnWindows),
      timers: timers
        .of(slot)
        .filter((timer) => timer.analytic === position)
        .map(({ clock, name, time }) => ({ clock, name, time })),
    })),
  };
}

/** A time that may be unknown yet, as JSON can say it. */
export function finite(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}
