import type { Event } from '../../actors/event.ts';
import type { KeyToken } from '../../actors/key.ts';
import type { Where } from '../../actors/settings.ts';

/** Whether an analytic takes an event. */
export type Filter = (event: Event) => boolean;

/** The filter of a condition; undefined where there is none. */
export function filterOf(where: Where | undefined): Filter | undefined {
  if (where === undefined) return undefined;
  const station = setOf(where.station);
  const sensor = setOf(where.sensor);
  const alarm = setOf(where.alarm);
  const { isActive } = where;
  return (event) =>
    (station === undefined || station.has(event.station)) &&
    (sensor === undefined || sensor.has(event.sensor)) &&
    (alarm === undefined || alarm.has(event.alarm)) &&
    (isActive === undefined || isActive === event.active);
}

function setOf(tokens: readonly KeyToken[] | undefined): ReadonlySet<KeyToken> | undefined {
  return tokens === undefined ? undefined : new Set(tokens);
}
