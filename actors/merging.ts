import { ActorAnalytic } from './actor-analytic.ts';
import { alarmFrequency } from './alarms/alarm-frequency.ts';
import { criticalRate } from './alarms/critical-rate.ts';
import type { Period } from './alarms/period.ts';
import { type SilencePart, silenceOfGroup } from './alarms/silence-of-group.ts';
import { RETOLD } from './alarms/silence-part.ts';
import type { Analytic } from './analytic.ts';
import type { Fields } from './formats/json.ts';
import { isKeyToken, type KeyToken } from './key.ts';
import type {
  AlarmFrequencyConfig,
  AnalyticSettings,
  CriticalRateConfig,
  SilenceConfig,
  TenantSettings,
} from './settings.ts';

/** Stands in a key for a station or sensor where all of them are meant. */
const ALL = 'all';
/** Milliseconds of log time that a period is kept, where the settings don't say. */
const KEPT = 86_400_000;

/** An analytic that is computed, in part at least, from the results of all partitions. */
export type MergingConfig = CriticalRateConfig | AlarmFrequencyConfig | SilenceConfig;

/** Those analytics of a tenant. */
export function mergingIn({ analytics }: Pick<TenantSettings, 'analytics'>): readonly MergingConfig[] {
  return analytics.filter(isMerging) as readonly AnalyticSettings[] as readonly MergingConfig[];
}

/** Whether an analytic is one. */
export function isMerging({ use, by }: { readonly use: string; readonly by?: unknown }): boolean {
  return (
    use === 'critical-rate' || use === 'alarm-frequency' || (use === 'silence' && (by === 'sensor' || by === 'station'))
  );
}

/** Whether an analytic has nothing to do in the partitions themselves. */
export function isMergedOnly({ use }: AnalyticSettings): boolean {
  return use === 'critical-rate';
}

/** The analytic that puts together what partitions have sent. */
export function makeMerging(settings: AnalyticSettings): Analytic {
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
 * The event that a partition's result is for an analytic, of a key that only this analytic and, where it has them, period have; undefined when it
 * takes no part.
 *
 * @param kind the result's output.
 */
export function mergedFields(settings: MergingConfig, kind: string, result: unknown): Fields | undefined {
  const content = contentOf(result);
  if (content === undefined) return undefined;
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
  const { Station, Sensor, Alarm, Analytic } = content;
  if (alerts !== undefined && !alerts.includes(String(Analytic))) return false;
  const conditions = [
    [where?.station, Station],
    [where?.sensor, Sensor],
    [where?.alarm, Alarm],
  ] as const;
  return conditions.every(([wanted, found]) => wanted === undefined || wanted.includes(found as number));
}

function contentOf(result: unknown): Record<string, unknown> | undefined {
  const content = (result as { Content?: unknown } | null)?.Content;
  return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : undefined;
}

function isToken(value: unknown): value is KeyToken {
  return (typeof value === 'number' || typeof value === 'string') && isKeyToken(String(value));
}

function timeOf(text: unknown): number {
  return Date.parse(String(text));
}
