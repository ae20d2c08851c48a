import type { Where, WindowSettings } from '../../actors/settings.ts';
import type { EmitPolicy } from '../../actors/statistics/global-statistics.ts';

/** One analytic of a tenant, told apart by `kind`. */
export type AnalyticConfig =
  | GlobalStatisticsConfig
  | AlarmWindowConfig
  | SilenceConfig
  | OutlierConfig
  | AlarmFrequencyConfig
  | CriticalRateConfig
  | ModuleAnalyticConfig;

interface AnyAnalyticConfig {
  /** Unique within the tenant. Default the name in `use`, then with -2, -3. */
  readonly id: string;
  /** As the file says it: a built-in's name or a module's path. */
  readonly use: string;
  /** Undefined: all events. */
  readonly where: Where | undefined;
  /** Milliseconds of log time without an event after which a key's state is dropped. Undefined: never. */
  readonly expireAfter: number | undefined;
}

export interface GlobalStatisticsConfig extends AnyAnalyticConfig {
  readonly kind: 'global-statistics';
  /** Default `every-event`. */
  readonly emit: EmitPolicy;
}

export interface AlarmWindowConfig extends AnyAnalyticConfig {
  readonly kind: 'alarm-window';
  /** Default sliding, 60 s by 5 s. */
  readonly window: WindowSettings;
  /** An alert is sent when a window holds more active events than this. Default 5. */
  readonly threshold: number;
  /** Default the tenant's. */
  readonly watermark: WatermarkConfig;
}

export interface SilenceConfig extends AnyAnalyticConfig {
  readonly kind: 'silence';
  /** Milliseconds of event time, or by the key's usual interval. Default `usual`. */
  readonly after: 'usual' | number;
  /** Times the usual interval. Default 2. */
  readonly factor: number;
  /** Intervals. Default 8. */
  readonly minimum: number;
  /** Default `key`. */
  readonly by: 'key' | 'sensor' | 'station';
  /** Milliseconds. Default 10,000; nothing by key. */
  readonly settle: number;
}

export interface OutlierConfig extends AnyAnalyticConfig {
  readonly kind: 'outlier';
  /** Standard deviations. Default 4. */
  readonly deviations: number;
  /** Events. Default 30. */
  readonly minimum: number;
}

export interface AlarmFrequencyConfig extends AnyAnalyticConfig {
  readonly kind: 'alarm-frequency';
  /** Milliseconds. Default 3,600,000. */
  readonly period: number;
  /** Default the tenant's. */
  readonly watermark: WatermarkConfig;
  /** Milliseconds. Default 10,000. */
  readonly settle: number;
}

export interface CriticalRateConfig extends AnyAnalyticConfig {
  readonly kind: 'critical-rate';
  /** Default `station`. */
  readonly by: 'station' | 'tenant';
  /** Milliseconds. Default 300,000. */
  readonly period: number;
  /** Default 10. */
  readonly bound: number;
  /** Ids of alarm-windows. Undefined: all. */
  readonly alerts: readonly string[] | undefined;
}

/** Whose events move a key's time on. */
export type WatermarkConfig = 'partition' | 'key';

/** A user's own analytic. */
export interface ModuleAnalyticConfig extends AnyAnalyticConfig {
  readonly kind: 'module';
  /** The module's file, absolute. It existed when the configuration was loaded. */
  readonly module: string;
  /** Passed to the module as they are. Default empty. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Ids of the analytics whose results it takes. Undefined: it takes events. */
  readonly of: readonly string[] | undefined;
  /** Whose results come to one actor. Undefined without `of`, else default `key`. */
  readonly by: 'key' | 'sensor' | 'station' | 'tenant' | undefined;
}
