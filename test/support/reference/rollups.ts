import type { TenantSettings } from '../../../actors/settings.ts';
import { type HourlyRollup, OLDER } from '../../../connectors/archive.ts';
import { linesOf, parseLine, partitionOf } from './line.ts';
import { RefRedriven } from './redrives.ts';
import type { RefRecord } from './reference.ts';

const HOUR = 3_600_000;

/** Whose roll-ups of what. */
export interface RollupsOf {
  readonly records: readonly RefRecord[];
  readonly settings: TenantSettings;
  readonly place?: { readonly index: number; readonly count: number };
}

/**
 * The roll-ups that an archive holds of a log once all of it is in a checkpoint, computed from DESIGN.md section 3 without any
 * of the code under test. An event counts in its hour where that is one of the 48 up to the hour of the greatest event time
 * so far (an event from the future counting as of its arrival), or of the 48 after; else in the row of older ones.
 */
export function referenceRollups({ records, settings, place = { index: 0, count: 1 } }: RollupsOf): HourlyRollup[] {
  const rows = new Map<string, { -readonly [K in keyof HourlyRollup]: HourlyRollup[K] }>();
  let { rollups, idleTimeout, input } = settings;
  let logTime = Number.NEGATIVE_INFINITY;
  let lastRecord = Number.NEGATIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  const redriven = new RefRedriven();
  for (const { arrival, kind, payload, key: sent = '' } of records) {
    const redrive = kind === 'redrive' ? redriven.take({ payload }) : undefined;
    if (kind === 'redrive' && (redrive === undefined || (redrive.head.to ?? place.index) !== place.index)) continue;
    if (kind === 'tick') {
      const isIdle = Math.max(arrival, logTime) - lastRecord >= idleTimeout && lastRecord !== Number.NEGATIVE_INFINITY;
      if (isIdle) logTime = Math.max(logTime, arrival);
      continue;
    }
    logTime = Math.max(logTime, arrival);
    lastRecord = logTime;
    if (kind === 'settings') ({ rollups, idleTimeout, input } = JSON.parse(Buffer.from(payload).toString()).settings);
    if (kind !== 'event' && redrive === undefined) continue;
    const key = redrive === undefined ? sent : (redrive.head.key ?? '');
    for (const line of redrive === undefined ? linesOf(payload) : [redrive.line]) {
      const event = line.length > input.maxRecordBytes ? undefined : parseLine(line);
      if (event === undefined || (key !== '' && event.key !== key)) continue;
      if (partitionOf(event.tokens, place.count) !== place.index) continue;
      greatest = Math.max(greatest, Math.min(event.time, logTime));
      // An event that one analytic alone takes again was counted before.
      if (!rollups || redrive?.head.analytic !== undefined) continue;
      const ahead = Math.floor(event.time / HOUR) - Math.floor(greatest / HOUR);
      const hour = ahead > -48 && ahead <= 48 ? Math.floor(event.time / HOUR) * HOUR : OLDER;
      const [station, sensor, alarm] = event.tokens;
      const row = rows.get(`${event.key} ${hour}`) ?? { station, sensor, alarm, hour, events: 0, activations: 0 };
      rows.set(`${event.key} ${hour}`, row);
      row.events++;
      if (event.active) row.activations++;
    }
  }
  return [...rows.values()];
}

/** Roll-ups as lines in an order of their own, so that a difference reads well. */
export function spelledRollups(rollups: readonly HourlyRollup[]): string[] {
  return rollups
    .map(({ station, sensor, alarm, hour, events, activations }) => {
      const when = hour === OLDER ? 'older' : new Date(hour).toISOString();
      return `${station}-${sensor}-${alarm} ${when} ${events} ${activations}`;
    })
    .sort();
}
