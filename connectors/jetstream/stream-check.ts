import type { StreamConfig } from '@nats-io/jetstream';
import type { WantedConfig } from './stream-config.ts';

/** A setting that differs from what it has to be. */
export interface Misfit {
  readonly setting: string;
  readonly found: unknown;
  readonly wanted: unknown;
}

/** Settings that may be changed on a stream that is there, and are when the configuration says otherwise. */
export const ADJUSTABLE = ['max_age', 'max_bytes', 'num_replicas', 'duplicate_window'] as const;

/** Values of settings that the server leaves out, and the only values of settings that nobody asked for. */
const UNSET: Readonly<Record<string, unknown>> = {
  max_msgs_per_subject: -1,
  max_msgs: -1,
  max_msg_size: -1,
  max_consumers: -1,
  consumer_limits: undefined,
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

function settingOf(config: Partial<StreamConfig>, setting: string): unknown {
  const value = (config as Record<string, unknown>)[setting];
  if (setting === 'sources') return sourcesOf(value);
  if (setting === 'subjects') return [...((value ?? []) as string[])].sort();
  if (setting === 'subject_transform' && value !== undefined) return transformOf(value);
  if (setting === 'consumer_limits') return Object.keys(value ?? {}).length === 0 ? undefined : value;
  return value ?? UNSET[setting];
}

/** Sources without what the server adds: the same in one order. */
function sourcesOf(value: unknown): unknown {
  const sources = (value ?? []) as { name: string; subject_transforms?: unknown[]; filter_subject?: string }[];
  if (sources.length === 0) return undefined;
  return sources.map(({ name, subject_transforms = [], filter_subject = '', ...rest }) => ({
    name,
    filter_subject,
    transforms: subject_transforms.map(transformOf),
    ...rest,
  }));
}

function transformOf(value: unknown): unknown {
  const { src, dest } = value as { src: string; dest: string };
  return { src, dest };
}
