import { ActorAnalytic } from './actor-analytic.ts';
import { alarmFrequency } from './alarms/alarm-frequency.ts';
import { criticalRate } from './alarms/critical-rate.ts';
import type { Period } from './alarms/period.ts';
import { type SilencePart, silenceOfGroup } from './alarms/silence-of-group.ts';
import { RETOLD } from './alarms/silence-part.ts';
import type { Analytic } from './analytic.ts';
import { type Modules, makeAnalytic } from './catalog.ts';
import { ALL, chainedEvent, isChained, isToken, meets } from './chaining.ts';
import type { Fields } from './formats/json.ts';
import type { KeyToken } from './key.ts';
import type {
  AlarmFrequencyConfig,
  AnalyticSettings,
  ChainedConfig,
  CriticalRateConfig,
  SilenceConfig,
  TenantSettings,
} from './settings.ts';
import type { Barrier } from './windows/windows.ts';

/** Milliseconds of log time that a period is kept, where the settings don't say. */
const KEPT = 86_400_000;

/** An analytic that is computed, in part at least, from the results of all partitions. */
export type MergingConfig = CriticalRateConfig | AlarmFrequencyConfig | SilenceConfig | ChainedConfig;

/** Those analytics of a tenant. */
export function mergingIn({ analytics }: Pick<TenantSettings, 'analytics'>): readonly MergingConfig[] {
  return analytics.filter(isMerging) as readonly AnalyticSettings[] as readonly MergingConfig[];
}

/** What tells whether an analytic is one. */
export interface MergingTraits {
  readonly use: string;
  readonly by?: unknown;
  readonly of?: unknown;
}

/** Whether an analytic is one. */
export function isMerging({ use, by, of }: MergingTraits): boolean {
  if (of !== undefined) return true;
  return (
    use === 'critical-rate' || use === 'alarm-frequency' || (use === 'silence' && (by === 'sensor' || by === 'station'))
  );
}

/** Whether an analytic has nothing to do in the partitions themselves. */
export function isMergedOnly(settings: AnalyticSettings): boolean {
  return settings.use === 'critical-rate' || isChained(settings);
}

/** The analytic that puts together what partitions have sent. @throws actor-settings-invalid, module-not-loaded. */
export function makeMerging(settings: AnalyticSettings, modules: Modules, barrier: Barrier): Analytic {
  if (isChained(settings)) return makeAnalytic(settings, modules, barrier);
  const { id, expireAfter = KEPT } = settings;
  if (settings.use === 'silence') {
    // A sensor that is active says so again while any of its keys is remembered: with none for so long, none is waited for.
    const kept = settings.expireAfter === undefined ? Number.POSITIVE_INFINITY : settings.expireAfter + 2 * RETOLD;
    return new ActorAnalytic(id, silenceOfGroup, settings, kept);
  }
  if (settings.use === 'critical-rate') return new ActorAnalytic(id, criticalRate, settings, expireAfter);
  const { settle } = settings as AlarmFrequencyConfig;
  return new ActorAnalytic(id, alarmFrequency, settings, Math.max(expireAfter, 2 * settle));
}

/**
 * What stands for an analytic in the keys of its actors behind the partitions, `<station>-<sensor>-<this>_<period>`. Dashes
 * separate a key's parts.
 */
export function mergingToken(id: string): string {
  return id.replaceAll('-', '_');
}

/**
 * The event that a partition's result is for an analytic; undefined when it takes no part. Where the key isn't the result's own, only
 * this analytic and, where it has them, period have it.
 *
 * @param kind the result's output.
 */
export function mergedFields(settings: MergingConfig, kind: string, result: unknown): Fields | undefined {
  const content = contentOf(result);
  if (content === undefined) return undefined;
  if (isChained(settings)) {
    return kind === 'partial' ? chainedEvent(settings, content, mergingToken(settings.id)) : undefined;
  }
  const { Station: station, Sensor: sensor, Analytic: analytic } = content;
  if (!isToken(station) || !isToken(sensor)) return undefined;
  if (settings.use === 'silence') {
    if (kind !== 'partial' || analytic !== settings.id || !isToken(content.Alarm)) return undefined;
    return partFields(settings as SilenceConfig, [station, sensor, content.Alarm], content);
  }
  if (settings.use === 'alarm-frequency') {
    if (kind !== 'partial' || analytic !== settings.id) return undefined;
    const period = { start: timeOf(content['Period start']), end: timeOf(content['Period end']) };
    return fieldsOf(settings, [station, sensor], { ...period, time: period.end }, content.Activations);
  }
  if (kind !== 'window' || !passes(settings, content)) return undefined;
  const { by, period: size } = settings;
  const time = timeOf(content['Window end']);
  const start = Math.floor(time / size) * size;
  return fieldsOf(settings, [by === 'station' ? station : ALL, ALL], { start, end: start + size, time }, 1);
}

/** The events that a result of one of them is for others, by their position. @param part as `chainedPart` gave it. */
export function linkedFields(settings: TenantSettings, part: string): readonly Fields[] {
  const content = contentOf(JSON.parse(part)) ?? {};
  return mergingIn(settings)
    .filter(isChained)
    .flatMap((one) => chainedEvent(one, content, mergingToken(one.id)) ?? []);
}

function partFields(
  { id, by }: SilenceConfig,
  [station, sensor, alarm]: readonly [KeyToken, KeyToken, KeyToken],
  content: Record<string, unknown>,
): Fields {
  const ofSensor = by === 'sensor';
  const part: SilencePart = {
    name: ofSensor ? String(alarm) : `${sensor}-${alarm}`,
    state: content.State as SilencePart['state'],
    due: timeOf(content['Expected by']),
  };
  const key = [station, ofSensor ? sensor : ALL, mergingToken(id)] as const;
  return { key, time: timeOf(content['Last event']), value: 0, isActive: true, fields: { analytic: id, part } };
}

function fieldsOf(
  { id }: MergingConfig,
  group: readonly [KeyToken, KeyToken],
  { start, end, time }: { readonly start: number; readonly end: number; readonly time: number },
  value: unknown,
): Fields {
  const period = start < 0 ? `n${-start}` : String(start);
  const key = [...group, `${mergingToken(id)}_${period}`] as const;
  return { key, time, value, isActive: true, fields: { analytic: id, period: { start, end } satisfies Period } };
}

function passes({ where, alerts }: CriticalRateConfig, content: Record<string, unknown>): boolean {
  return (alerts === undefined || alerts.includes(String(content.Analytic))) && meets(where, content);
}

function contentOf(result: unknown): Record<string, unknown> | undefined {
  const content = (result as { Content?: unknown } | null)?.Content;
  return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : undefined;
}

function timeOf(text: unknown): number {
  return Date.parse(String(text));
}
