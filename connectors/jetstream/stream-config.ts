import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { limits } from '../../runtime/base/limits.ts';
import { hasIngest, INGEST, isMerged, type LogName, sourcesOf } from '../log.ts';
import type { JetStreamChoice } from './choice.ts';
import { filtersOf, inputSubjects, mergedSubjects, merging, partitioning, passing, streamOf } from './subjects.ts';

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
  if (isMerged(name)) return mergedConfig(name, common);
  if (name.direction === 'output') return outputConfig(name, common);
  // Of itself the server takes 2 minutes, but none for a stream that has sources. It knows no id for longer than its message.
  return { ...inputConfig(name, common), duplicate_window: Math.min(duplicateWindow, age) * NANOSECONDS };
}

/** Nothing may make a hole in what is replayed: no deletes, no purge, no rollup, no records that expire one by one. */
function inputConfig(name: LogName, common: Partial<StreamConfig> & { name: string }): WantedConfig {
  const { tenant, count } = name;
  const [ingest] = neededBy(name);
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

/** As an input stream, but that all is copied from the partitions' outputs, from the oldest result that they hold on. */
function mergedConfig(name: LogName, common: Partial<StreamConfig> & { name: string }): WantedConfig {
  return {
    ...common,
    subjects: mergedSubjects(name.tenant),
    deny_purge: true,
    allow_rollup_hdrs: false,
    allow_msg_ttl: false,
    sources: neededBy(name).map((source) => ({ name: streamOf(source), subject_transforms: merging(source) })),
  };
}

/** The progress record replaces its predecessor and never expires, which takes rollup and TTL; no tenant may publish here. */
function outputConfig(name: LogName, common: Partial<StreamConfig> & { name: string }): WantedConfig {
  return { ...common, subjects: filtersOf(name), deny_purge: false, allow_rollup_hdrs: true, allow_msg_ttl: true };
}

/** The logs that must be there before the one of this name: an input stream sources what its ingest stage passes on. */
export function neededBy(name: LogName): readonly LogName[] {
  if (isMerged(name)) return sourcesOf(name);
  if (name.direction === 'output' || !hasIngest(name.count)) return [];
  return [{ ...name, partition: INGEST, direction: 'output' }];
}
