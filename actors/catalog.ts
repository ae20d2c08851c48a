import { MillraceError } from '../runtime/base/errors.ts';
import type { Actor, ActorDefinition } from './actor.ts';
import { ActorAnalytic } from './actor-analytic.ts';
import { AlarmFrequencyPart } from './alarms/alarm-frequency-part.ts';
import { AlarmWindow } from './alarms/alarm-window.ts';
import { silence } from './alarms/silence.ts';
import { silencePart } from './alarms/silence-part.ts';
import type { Analytic } from './analytic.ts';
import { BtsCsv } from './formats/bts-csv.ts';
import type { Format } from './formats/format.ts';
import { Json } from './formats/json.ts';
import type {
  AlarmFrequencyConfig,
  AlarmWindowConfig,
  AnalyticSettings,
  GlobalStatisticsConfig,
  InputSettings,
  ModuleConfig,
  OutlierConfig,
  SilenceConfig,
} from './settings.ts';
import { globalStatistics } from './statistics/global-statistics.ts';
import { outlier } from './statistics/outlier.ts';
import { makeWindows } from './windows/make-windows.ts';
import type { Barrier } from './windows/windows.ts';

/** A user's own modules, loaded, by their paths as the settings spell them. */
export interface Modules {
  readonly actors: ReadonlyMap<string, Actor>;
  readonly formats: ReadonlyMap<string, Format>;
}

export const noModules: Modules = { actors: new Map(), formats: new Map() };

/** Raised when a built-in analytic computes other results than before: what ships is code, too. */
export const builtInVersions: Readonly<Record<string, number>> = {
  'global-statistics': 1,
  'alarm-window': 2,
  silence: 1,
  outlier: 1,
  'alarm-frequency': 1,
  'critical-rate': 1,
};

/** The analytic that settings ask for in a partition. @throws actor-settings-invalid, module-not-loaded. */
export function makeAnalytic(settings: AnalyticSettings, modules: Modules, barrier: Barrier): Analytic {
  if (isGlobalStatistics(settings)) {
    return new ActorAnalytic(settings.id, globalStatistics, { emit: settings.emit }, settings.expireAfter);
  }
  if (isAlarmWindow(settings)) {
    const windows = makeWindows(settings.window, settings.threshold, settings.watermark === 'partition', barrier);
    return new AlarmWindow(settings.id, windows, settings.watermark, settings.expireAfter);
  }
  if (isAlarmFrequency(settings)) {
    const { id, window, threshold, watermark, expireAfter } = settings;
    const windows = makeWindows(window, threshold, watermark === 'partition', barrier);
    return new AlarmFrequencyPart(id, windows, watermark, expireAfter);
  }
  if (isSilence(settings)) {
    const { id, by, expireAfter } = settings;
    if (by === undefined) return new ActorAnalytic(id, silence, settings, expireAfter);
    return new ActorAnalytic(id, silencePart, settings, expireAfter);
  }
  if (isOutlier(settings)) return new ActorAnalytic(settings.id, outlier, settings, settings.expireAfter);
  const actor = required(modules.actors.get(settings.use), settings.use);
  const definition = actor as unknown as ActorDefinition<unknown, unknown>;
  return new ActorAnalytic(settings.id, definition, (settings as ModuleConfig).settings, settings.expireAfter);
}

/** The format that settings ask for. @throws module-not-loaded. */
export function makeFormat(settings: InputSettings, modules: Modules): Format {
  if (settings.format === 'bts-csv') return new BtsCsv();
  if (settings.format === 'json' && settings.json !== undefined) return new Json(settings.json);
  return required(modules.formats.get(settings.format), settings.format);
}

/** Whether `use` names a module rather than what is built in. */
export function isModule(use: string): boolean {
  return !Object.hasOwn(builtInVersions, use);
}

function isGlobalStatistics(settings: AnalyticSettings): settings is GlobalStatisticsConfig {
  return settings.use === 'global-statistics';
}

function isAlarmWindow(settings: AnalyticSettings): settings is AlarmWindowConfig {
  return settings.use === 'alarm-window';
}

function isAlarmFrequency(settings: AnalyticSettings): settings is AlarmFrequencyConfig {
  return settings.use === 'alarm-frequency';
}

function isSilence(settings: AnalyticSettings): settings is SilenceConfig {
  return settings.use === 'silence';
}

function isOutlier(settings: AnalyticSettings): settings is OutlierConfig {
  return settings.use === 'outlier';
}

function required<T>(loaded: T | undefined, path: string): T {
  if (loaded !== undefined) return loaded;
  throw new MillraceError('module-not-loaded', {
    what: `${path} has not been loaded`,
    where: 'the settings of a partition',
    fix: 'put the module back where the settings name it',
  });
}
