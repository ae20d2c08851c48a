import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { limits } from '../../runtime/base/limits.ts';
import { hasIngest, INGEST, type LogName } from '../log.ts';
import type { JetStreamChoice } from './choice.ts';
import { filtersOf, inputSubjects, partitioning, passing, streamOf } from './subjects.ts';

/** In a millisecond. */
const NANOSECONDS = 1_000_000;
const RETENTION = { bytes: undefined, age: 7 * 86_400_000 };

/** A stream's settings as far as anything depends on them. */
export type WantedConfig = Partial<StreamConfig> & Pick<StreamConfig, 'name' | 'subjects'>;

/** The stream that holds a log, as it has to be. */
export function wantedConfig(name: LogName, choice: JetStreamChoice): WantedConfig {
  const { retention: { bytes, age } = RETENTION, duplicateWindow = limits.duplicateWindowMilliseconds } = choice;
  const common = {
    name: streamOf(name),
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    num_replicas: choice.replicas ?? 1,
    max_age: age * NANOSECONDS,
    max_bytes: bytes ?? -1,
    allow_atomic: true,
    deny_delete: true,
  };
  if (name.direction === 'output') return outputConfig(name, common);
  // Of itself the server takes 2 minutes, but none for a stream that has sources. It knows no id for longer than its message.
  return { ...inputConfig(name, common), duplicate_window: Math.min(duplicateWindow, age) * NANOSECONDS };
}

/** Nothing may make a hole in what is replayed: no deletes, no purge, no rollup, no records that expire one by one. */
function inputConfig(name: LogName, common: Partial<StreamConfig> & { name: string }): WantedConfig {
  const { tenant, count } = name;
  const ingest = neededBy(name);
  return {
    ...common,
    subjects: inputSubjects(tenant),
    subject_transform: partitioning(tenant, count),
    deny_purge: true,
    allow_rollup_hdrs: false,
    allow_msg_ttl: false,
    ...(ingest !== undefined && { sources: [{ name: streamOf(ingest), subject_transforms: [passing(tenant)] }] }),
  };
}

/** The progress record replaces its predecessor and never expires, which takes rollup and TTL; no tenant may publish here. */
function outputConfig(name: LogName, common: Partial<StreamConfig> & { name: string }): WantedConfig {
  return { ...common, subjects: filtersOf(name), deny_purge: false, allow_rollup_hdrs: true, allow_msg_ttl: true };
}

/** A setting that differs from what it has to be. */
export interface Misfit {
  readonly setting: string;
  readonly found: unknown;
  readonly wanted: unknown;
}

/** Settings that may be changed on a stream that is there, and are when the configuration says otherwise. */
const ADJUSTABLE = ['max_age', 'max_bytes', 'num_replicas', 'duplicate_window'] as const;

/** Values of settings that the server leaves out, and the only values of settings that nobody asked for. */
const UNSET: Readonly<Record<string, unknown>> = {
  max_msgs_per_subject: -1,
  max_msgs: -1,
  mirror: undefined,
  sources: undefined,
  subject_transform: undefined,
  republish: undefined,
  subject_delete_marker_ttl: 0,
  allow_msg_schedules: false,
  allow_msg_counter: false,
  persist_mode: 'default',
  sealed: false,
  no_ack: false,
  deny_purge: false,
  allow_rollup_hdrs: false,
  allow_msg_ttl: false,
  allow_atomic: false,
};

/** What of a stream that is there would break the protocol. */
export function misfitsOf(found: Partial<StreamConfig>, wanted: WantedConfig): Misfit[] {
  const settings = new Set([...Object.keys(UNSET), ...Object.keys(wanted)]);
  for (const adjustable of ADJUSTABLE) settings.delete(adjustable);
  const misfits: Misfit[] = [];
  for (const setting of settings) {
    const has = settingOf(found, setting);
    const needs = settingOf(wanted, setting);
    if (JSON.stringify(has) !== JSON.stringify(needs)) misfits.push({ setting, found: has, wanted: needs });
  }
  return misfits;
}

/** What of a stream that is there is to be changed, since the configuration says otherwise; undefined when nothing. */
export function adjustmentOf(found: Partial<StreamConfig>, wanted: WantedConfig): Partial<StreamConfig> | undefined {
  const different = ADJUSTABLE.filter((setting) => wanted[setting] !== undefined && found[setting] !== wanted[setting]);
  if (different.length === 0) return undefined;
  return Object.fromEntries(different.map((setting) => [setting, wanted[setting]]));
}

function settingOf(config: Partial<StreamConfig>, setting: string): unknown {
  const value = (config as Record<string, unknown>)[setting];
  if (setting === 'sources') return sourcesOf(value);
  if (setting === 'subjects') return [...(value as string[])].sort();
  if (setting === 'subject_transform' && value !== undefined) return transformOf(value);
  return value ?? UNSET[setting];
}

/** Sources without what the server adds. */
function sourcesOf(value: unknown): unknown {
  const sources = (value ?? []) as { name: string; subject_transforms?: unknown[]; filter_subject?: string }[];
  if (sources.length === 0) return undefined;
  return sources.map(({ name, subject_transforms = [], filter_subject = '' }) => ({
    name,
    filter_subject,
    transforms: subject_transforms.map(transformOf),
  }));
}

function transformOf(value: unknown): unknown {
  const { src, dest } = value as { src: string; dest: string };
  return { src, dest };
}

/** The log that must be there before the one of this name: an input stream sources what its ingest stage passes on. */
export function neededBy(name: LogName): LogName | undefined {
  if (name.direction === 'output' || !hasIngest(name.count)) return undefined;
  return { ...name, partition: INGEST, direction: 'output' };
}
