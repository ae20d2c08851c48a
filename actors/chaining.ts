import { MillraceError } from '../runtime/base/errors.ts';
import type { Event } from './event.ts';
import type { Fields } from './formats/json.ts';
import { isKeyToken, type KeyToken } from './key.ts';
import type { AnalyticSettings, ChainedConfig, TenantSettings, Where } from './settings.ts';

/** Stands in a key for a station or sensor where all of them are meant. */
export const ALL = 'all';

/** Outputs whose results nobody takes as events: they are for the merge stage already, or tell of what was no part of any. */
const UNCHAINED: ReadonlySet<string> = new Set(['partial', 'late']);

/** A result of a partition on its way to an analytic that takes it as an event. */
export interface ChainedPart {
  readonly Station: KeyToken;
  readonly Sensor: KeyToken;
  readonly Alarm: KeyToken;
  /** Id of the analytic that gave it. */
  readonly Analytic: string;
  readonly Output: string;
  /** Milliseconds: of the event, the window's end, or the timer that it was given at. */
  readonly Time: number;
  readonly Result: unknown;
}

/** Another analytic's result, as an event's {@link Event.fields} hold it. */
export interface ChainedResult<R = unknown> {
  /** Id of the analytic that gave it. */
  readonly of: string;
  /** The output that it was sent on. */
  readonly output: string;
  /** The result as it was sent. */
  readonly result: R;
}

/**
 * The result that an event is, for an analytic that the configuration gives an `of`. Such an event's `time` is that of the event,
 * the window's end or the timer that the result was given at, its `value` 0 and its `active` true.
 *
 * @typeParam R what the result is; nothing checks it.
 * @throws actor-misuse for an event that is none.
 */
export function chainedResult<R = unknown>({ fields }: Pick<Event, 'fields'>): ChainedResult<R> {
  if (fields !== undefined && 'of' in fields && 'output' in fields) return fields as unknown as ChainedResult<R>;
  throw new MillraceError('actor-misuse', {
    what: "the event is no other analytic's result",
    where: "an actor's turn",
    fix: 'name the analytics whose results it takes in `of`, in the configuration',
  });
}

/** Whether an analytic takes others' results instead of events. */
export function isChained(settings: AnalyticSettings): settings is ChainedConfig {
  return 'of' in settings && settings.of !== undefined;
}

/** Ids of the analytics whose results others take. */
export function chainedOn({ analytics }: Pick<TenantSettings, 'analytics'>): ReadonlySet<string> {
  return new Set(analytics.flatMap((one) => (isChained(one) ? one.of : [])));
}

/** Whether results of an output can be taken as events. */
export function isChainable(output: string): boolean {
  return !UNCHAINED.has(output);
}

/** The part that carries a result, as JSON. @param json the result. */
export function chainedPart(part: Omit<ChainedPart, 'Result'>, json: string): string {
  const content = JSON.stringify(part);
  return `{"Message Type":"Chained Result","Content":${content.slice(0, -1)},"Result":${json}}}`;
}

/**
 * The event that a part is for an analytic: its key is the result's own, or stands for its sensor, its station, or all of them.
 *
 * @param token stands for the analytic in keys that are not a result's own.
 */
export function chainedEvent(
  settings: ChainedConfig,
  content: Record<string, unknown>,
  token: string,
): Fields | undefined {
  const part = content as Partial<ChainedPart>;
  const { Station, Sensor, Alarm, Analytic, Output, Time } = part;
  if (Output === undefined || Analytic === undefined || !settings.of.includes(Analytic)) return undefined;
  if (!isToken(Station) || !isToken(Sensor) || !isToken(Alarm) || !meets(settings.where, part)) return undefined;
  const key = {
    key: [Station, Sensor, Alarm],
    sensor: [Station, Sensor, token],
    station: [Station, ALL, token],
    tenant: [ALL, ALL, token],
  } as const;
  const fields: ChainedResult & { readonly analytic: string } = {
    analytic: settings.id,
    of: Analytic,
    output: Output,
    result: part.Result,
  };
  return { key: key[settings.by], time: Time, value: 0, isActive: true, fields: { ...fields } };
}

/** Whether a result is of a station, sensor and alarm that are meant. */
export function meets(
  where: Where | undefined,
  content: { readonly [name in 'Station' | 'Sensor' | 'Alarm']?: unknown },
): boolean {
  const conditions = [
    [where?.station, content.Station],
    [where?.sensor, content.Sensor],
    [where?.alarm, content.Alarm],
  ] as const;
  return conditions.every(([wanted, found]) => wanted === undefined || wanted.includes(found as number));
}

export function isToken(value: unknown): value is KeyToken {
  return (typeof value === 'number' || typeof value === 'string') && isKeyToken(String(value));
}
