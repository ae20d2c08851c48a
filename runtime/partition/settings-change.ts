import type { Modules } from '../../actors/catalog.ts';
import type { AnalyticSettings, TenantSettings } from '../../actors/settings.ts';
import type { LogRecord } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';
import type { PartitionState, Placed } from './partition-state.ts';
import type { Passage } from './passage.ts';

/** A record that changes the settings from its place in the log on. */
export interface SettingsRecord {
  /** Grows with every change. */
  readonly revision: number;
  readonly settings: TenantSettings;
  /** Those in force until then; undefined in a record of an older version. A partition knows them by itself. */
  readonly before?: TenantSettings;
}

/** The settings in a record. @throws settings-damaged. */
export function readSettings(record: Pick<LogRecord, 'sequence' | 'payload'>): SettingsRecord {
  try {
    const given = JSON.parse(Buffer.from(record.payload).toString('utf8')) as Partial<SettingsRecord>;
    if (isWhole(given.settings)) return given as SettingsRecord;
  } catch {
    // said below
  }
  throw new MillraceError('settings-damaged', {
    what: 'the record is no settings record',
    where: `input ${record.sequence}`,
    fix: 'only the runtime may write records of kind settings: find out who wrote this one',
  });
}

/** Whether it has all that the runtime itself ever writes. */
function isWhole(settings: Partial<TenantSettings> | undefined): boolean {
  const { input, analytics, outOfOrderness, idleTimeout } = settings ?? {};
  return (
    typeof input?.format === 'string' &&
    typeof outOfOrderness === 'number' &&
    typeof idleTimeout === 'number' &&
    Array.isArray(analytics) &&
    analytics.every((one) => typeof one?.id === 'string' && typeof one.use === 'string')
  );
}

/**
 * Puts new settings in force. An analytic whose meaning stays (same id, and the same window where it has one) keeps its
 * state. Windows of one that changed or went close now, with what they have; it starts anew.
 */
export function changeSettings(state: PartitionState, passage: Passage, modules: Modules, record: LogRecord): void {
  const { settings } = readSettings(record);
  const analytics = state.role.analyticsOf(settings);
  const before = state.analytics;
  const kept = new Map(before.map((placed, position) => [placed.settings.id, { placed, position }]));
  const gone = before.flatMap(({ settings: old }, position) =>
    analytics.some((next) => keepsState(old, next)) ? [] : [position],
  );
  // First of all, so that a checkpoint under way takes every actor as it was.
  const slots = state.table.slots();
  for (const slot of slots) state.changes.touch(slot);
  passage.closeDue(gone.flatMap((position) => passage.closeAll(position)));
  passage.fireDue();

  const moves = new Map<number, number>();
  const next = analytics.map((one, position): Placed => {
    const old = kept.get(one.id);
    const placed = state.placed(one, modules);
    if (old === undefined || !keepsState(old.placed.settings, one)) return placed;
    moves.set(old.position, position);
    if (JSON.stringify(old.placed.settings) === JSON.stringify(one)) return old.placed;
    carryOver(state, old.placed, placed);
    return placed;
  });
  for (const slot of slots) moveTimers(state, slot, moves);
  state.format = state.role.makeFormat(settings, modules);
  state.maxLineBytes = state.role.maxLineBytes(settings);
  state.settings = settings;
  state.watermark.outOfOrderness = settings.outOfOrderness;
  state.watermark.idleTimeout = settings.idleTimeout;
  const wasKeyClocked = state.keyClocked;
  state.setAnalytics(next);
  for (const slot of slots) {
    if (!wasKeyClocked) state.keyClock.reset(slot);
    state.expiry.watch(slot, state.table.lastArrival(slot), state.expiry.swept);
  }
}

function keepsState(old: AnalyticSettings, next: AnalyticSettings): boolean {
  if (old.id !== next.id || old.use !== next.use || byOf(old) !== byOf(next)) return false;
  if (!('window' in old) || !('window' in next)) return true;
  return JSON.stringify(old.window) === JSON.stringify(next.window) && old.watermark === next.watermark;
}

/** Whose actors it has: what those of a key hold is nothing for those of a sensor. A critical rate is put together in the keys. */
function byOf(settings: AnalyticSettings): unknown {
  return settings.use !== 'critical-rate' && 'by' in settings ? settings.by : undefined;
}

function carryOver(state: PartitionState, from: Placed, to: Placed): void {
  for (const slot of state.table.slots()) {
    if (!from.analytic.holds(slot)) continue;
    const watermark = state.watermarkOf(from.analytic, slot);
    to.analytic.decode(slot, from.analytic.encode(slot, watermark), from.analytic.stateVersion, watermark);
  }
}

function moveTimers(state: PartitionState, slot: number, moves: ReadonlyMap<number, number>): void {
  const timers = [...state.timers.of(slot)];
  state.timers.release(slot);
  for (const timer of timers) {
    const analytic = moves.get(timer.analytic);
    if (analytic !== undefined) state.timers.set({ ...timer, analytic });
  }
}
