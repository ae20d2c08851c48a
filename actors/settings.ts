import type { EmitPolicy } from './statistics/global-statistics.ts';

/**
 * What changes what a tenant's partitions compute, and nothing else: the settings. Plain data, so that they can be
 * stored in a log record and in a checkpoint. Times are milliseconds, sizes bytes, all defaults filled in.
 */
export interface TenantSettings {
  readonly input: InputSettings;
  /** How far event time may run behind the greatest one seen. */
  readonly outOfOrderness: number;
  /** Without records for this long, a partition with open windows or timers lets time pass by ticks. */
  readonly idleTimeout: number;
  /** What becomes of an event that an actor throws on. */
  readonly actorErrors: 'dead-letter' | 'stop';
  readonly analytics: readonly AnalyticSettings[];
  /** Whether events are counted by key and hour for the archive. */
  readonly rollups: boolean;
  /** Actors at most, of all partitions together; undefined: no bound. */
  readonly keyQuota?: number;
  /** Undefined: no alert triggers reports. */
  readonly batch?: BatchSettings;
}

export type ReportName = 'top-alarms' | 'top-stations' | 'sensor-alarms' | 'active-hours';

/** Reports over the archive that an alert triggers. */
export interface BatchSettings {
  /** Whose alerts trigger them. */
  readonly on: 'critical-rate';
  /** At least one, each once. */
  readonly reports: readonly ReportName[];
  /** Milliseconds of event time before the alert that they cover. */
  readonly period: number;
  /** Rows at most; `active-hours` always has 24. */
  readonly limit: number;
  /** Milliseconds of log time after a trigger in which alerts trigger nothing. */
  readonly coolDown: number;
}

export interface InputSettings {
  /** `bts-csv`, `json`, or the path of a module that holds a format, as the configuration spells it. */
  readonly format: string;
  /** A longer record is a wrong line. */
  readonly maxRecordBytes: number;
  /** Where the fields of a JSON record are; only with `json`. */
  readonly json?: JsonPaths;
}

/** Where a field is in a record: the names of the objects and of the field, from the top. */
export type JsonPath = readonly string[];

export interface JsonPaths {
  /** Of the station, the sensor and the alarm. */
  readonly key: readonly [JsonPath, JsonPath, JsonPath];
  readonly time: JsonPath;
  readonly value: JsonPath;
  /** Undefined: events have no threshold. */
  readonly threshold?: JsonPath;
  readonly isActive: JsonPath;
}

export type AnalyticSettings =
  | GlobalStatisticsConfig
  | AlarmWindowConfig
  | SilenceConfig
  | OutlierConfig
  | AlarmFrequencyConfig
  | CriticalRateConfig
  | ModuleConfig;

interface CommonSettings {
  /** Unique within the tenant. */
  readonly id: string;
  /** Only events that pass are taken. */
  readonly where?: Where;
  /** A key without events for this long (log time) is forgotten by the analytic. */
  readonly expireAfter?: number;
}

/** A condition on events: each part that is there must hold. */
export interface Where {
  readonly station?: readonly number[];
  readonly sensor?: readonly number[];
  readonly alarm?: readonly number[];
  readonly isActive?: boolean;
}

export interface GlobalStatisticsConfig extends CommonSettings {
  readonly use: 'global-statistics';
  readonly emit: EmitPolicy;
}

export interface AlarmWindowConfig extends CommonSettings {
  readonly use: 'alarm-window';
  readonly window: WindowSettings;
  /** A window with more active events has a result. */
  readonly threshold: number;
  /** Whose watermark closes the windows: the partition's, or each key's own. */
  readonly watermark: 'partition' | 'key';
}

export type WindowSettings =
  | { readonly kind: 'sliding'; readonly size: number; readonly slide: number }
  | { readonly kind: 'tumbling'; readonly size: number }
  | { readonly kind: 'session'; readonly gap: number }
  | { readonly kind: 'count'; readonly size: number; readonly slide: number };

export interface SilenceConfig extends CommonSettings {
  readonly use: 'silence';
  /** Milliseconds of event time without an event that are too long; `usual`: by the key's own usual interval. */
  readonly after: 'usual' | number;
  /** With `usual`: how many times that interval is too long. */
  readonly factor: number;
  /** With `usual`: intervals seen before anything is too long. */
  readonly minimum: number;
  /** Whose keys are told of together; undefined: each key by itself. */
  readonly by?: 'sensor' | 'station';
  /** With `by`: milliseconds of log time for which all of its keys have to be quiet. */
  readonly settle?: number;
}

export interface OutlierConfig extends CommonSettings {
  readonly use: 'outlier';
  /** A value further from the mean than so many standard deviations is reported. */
  readonly deviations: number;
  /** Events seen before one is; at least 2. */
  readonly minimum: number;
}

/** Counted by key in the partitions, added up by sensor behind them. */
export interface AlarmFrequencyConfig extends CommonSettings {
  readonly use: 'alarm-frequency';
  /** The periods. */
  readonly window: Extract<WindowSettings, { kind: 'tumbling' }>;
  /** Periods with more activations have a result. */
  readonly threshold: 0;
  readonly watermark: 'partition' | 'key';
  /** Milliseconds of log time without another part after which a sum is told. */
  readonly settle: number;
}

/** Computed from the window alerts of all partitions. */
export interface CriticalRateConfig extends CommonSettings {
  readonly use: 'critical-rate';
  /** Whose window alerts are counted together. */
  readonly by: 'station' | 'tenant';
  /** Milliseconds. */
  readonly period: number;
  /** A period with more window alerts is told. */
  readonly bound: number;
  /** Ids of the analytics whose window alerts count; undefined: all. */
  readonly alerts?: readonly string[];
}

/** An analytic of a user's own. */
export interface ModuleConfig extends CommonSettings {
  /** Path of the module, as the configuration spells it. */
  readonly use: string;
  readonly settings?: unknown;
  /** Ids of the analytics whose results it takes; undefined: it takes events. */
  readonly of?: readonly string[];
  /** With `of`: whose results come to one actor. */
  readonly by?: 'key' | 'sensor' | 'station' | 'tenant';
}

/** One that takes other analytics' results, of all partitions. */
export type ChainedConfig = ModuleConfig & Required<Pick<ModuleConfig, 'of' | 'by'>>;
