import type { BatchSettings } from '../actors/settings.ts';
import type { AnalyticConfig, WatermarkConfig } from './types/analytics.ts';
import type { InputConfig } from './types/input.ts';
import type { LogConfig } from './types/log.ts';
import type { QuotasConfig } from './types/quotas.ts';
import type { StoreConfig } from './types/store.ts';

/** The loaded configuration: units parsed, paths absolute, every default filled in. Plain data, so it travels to threads. */
export interface LoadedConfig {
  /** The file it was read from, absolute. */
  readonly file: string;
  /** Letters, digits, - and _. Default `millrace`. */
  readonly name: string;
  readonly log: LogConfig;
  readonly store: StoreConfig;
  /** 1 to 64; `auto` is resolved. */
  readonly threads: number;
  readonly checkpoint: CheckpointConfig;
  readonly ownership: OwnershipConfig;
  readonly api: ApiConfig;
  readonly logs: LogsConfig;
  /** At least one; ids are unique. */
  readonly tenants: readonly TenantConfig[];
  /** Values that came from environment variables and files, as the file spells them, so that nothing prints a secret. */
  readonly fromOutside: readonly FromOutside[];
}

/** A value that holds an environment variable or a file's text. */
export interface FromOutside {
  /** Keys and list positions from the top: `['tenants', 0, 'id']`. */
  readonly path: readonly (string | number)[];
  /** As the file spells it: `${env:NAME}`, `${file:PATH}`. */
  readonly text: string;
  /** Whether the file puts it in quotes, so that it is text whatever it holds. */
  readonly quoted: boolean;
}

export interface CheckpointConfig {
  /** Milliseconds. Default 10,000; at least 100. */
  readonly every: number;
  /** Checkpoints kept, the newest included. Default 3; at least 2. */
  readonly keep: number;
  /** Checkpoints of changes before a full one. Default 10; 1 to 100. */
  readonly rebaseAfter: number;
  /** Records beyond the newest checkpoint before a partition takes no more. Default 10,000,000; at least 100. */
  readonly replayBound: number;
}

/** How partitions are shared between processes. Used with a JetStream log alone: a folder has one runtime. */
export interface OwnershipConfig {
  /** Milliseconds without a sign of life after which another process takes a partition over. Default 5,000; 1,000 to 300,000. */
  readonly lease: number;
}

export interface ApiConfig {
  /** Default 127.0.0.1:8787. */
  readonly listen: ListenAddress;
  /** Who may ask; empty: whoever reaches it. Tokens differ from each other. */
  readonly tokens: readonly ApiToken[];
}

export interface ApiToken {
  /** Whose it is; undefined: an operator's. */
  readonly tenant?: string;
  readonly token: string;
}

export interface ListenAddress {
  /** A name or address; IPv6 without brackets. */
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
}

export interface LogsConfig {
  /** Default `info`. */
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Absolute. Default `millrace.log` in the log's folder, or beside the configuration file when the log has none. */
  readonly file: string;
}

export interface TenantConfig {
  /** 1 to 64 letters, digits, - and _; unique. */
  readonly id: string;
  /** Default 4; 1 to 1024. Fixed once the tenant has been created. */
  readonly partitions: number;
  readonly input: InputConfig;
  /** Default `exactly-once`. */
  readonly delivery: 'exactly-once' | 'at-least-once' | 'at-most-once';
  /** Milliseconds. Default 10,000. */
  readonly outOfOrderness: number;
  /** Milliseconds. Default 30,000; at least 1,000. */
  readonly idleTimeout: number;
  /** Default `partition`. */
  readonly watermark: WatermarkConfig;
  /** Default `dead-letter`. */
  readonly actorErrors: 'dead-letter' | 'stop';
  /** At least one, in the order of their results; ids are unique. */
  readonly analytics: readonly AnalyticConfig[];
  readonly quotas: QuotasConfig;
  readonly archive: ArchiveConfig;
  /** What a critical alert triggers; undefined: nothing. */
  readonly batch: BatchSettings | undefined;
  /** Undefined: none. */
  readonly simulator: SimulatorConfig | undefined;
}

/** What is kept of a tenant for reports. */
export interface ArchiveConfig {
  /** Default true. */
  readonly rollups: boolean;
  /** Whether raw events are kept, and for how many milliseconds. Default false. */
  readonly events: false | { readonly keep: number };
}

export interface SimulatorConfig {
  /** Default 20. */
  readonly stations: number;
  /** Events a second of all stations together. Default 50; above 0, up to 100,000. */
  readonly rate: number;
  /** Default 1. */
  readonly seed: number;
  /** Milliseconds before the start at which the first events are. Default 120,000. */
  readonly history: number;
  /** Share of events, 0 to 1. Default 0.02. */
  readonly outOfOrder: number;
  /** Share of events, 0 to 1. Default 0.001. */
  readonly late: number;
  /** Share of lines, 0 to 1. Default 0.001. */
  readonly wrong: number;
  /** Share of events, 0 to 1. Default 0.005. */
  readonly duplicates: number;
}

export type * from './types/analytics.ts';
export type * from './types/input.ts';
export type * from './types/log.ts';
export type * from './types/quotas.ts';
export type * from './types/store.ts';
