import type { Modules } from '../../actors/catalog.ts';
import { isChained } from '../../actors/chaining.ts';
import { isMerging, type MergingTraits } from '../../actors/merging.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import { hasIngest, INGEST, MERGE, type PartitionIndex } from '../../connectors/log.ts';
import { mergeRole } from '../merge/merge-role.ts';
import { Partition } from '../partition/partition.ts';
import { partitionRole } from '../partition/role.ts';
import type { Stage } from '../partition/stage.ts';
import { IngestStage } from './ingest-stage.ts';

/**
 * Whether a tenant has an ingest stage: where keys reach their partition at the broker, and what is sent without one has a
 * choice of partitions.
 *
 * @param log kind of the logs.
 */
export function needsIngest(log: string, partitions: number): boolean {
  return log === 'jetstream' && hasIngest(partitions);
}

/** Whether a tenant has a merge stage: where an analytic is computed from the results of all partitions. */
export function needsMerge(tenant: { readonly analytics: readonly MergingTraits[] }): boolean {
  return tenant.analytics.some(isMerging);
}

/**
 * The partitions of a tenant in their order, and its ingest and merge stages where it has them.
 *
 * @param log kind of the logs.
 */
export function stagesOf(
  log: string,
  partitions: number,
  tenant: Parameters<typeof needsMerge>[0],
): readonly PartitionIndex[] {
  const merge = needsMerge(tenant) ? [MERGE as PartitionIndex] : [];
  return [...inletsOf(log, partitions), ...merge];
}

/** Those and any that the tenant may once have had under other settings. */
export function everyStageOf(log: string, partitions: number): readonly PartitionIndex[] {
  return [...inletsOf(log, partitions), MERGE];
}

/** Those of them that take what customers send. */
export function inletsOf(log: string, partitions: number): readonly PartitionIndex[] {
  const numbers = Array.from({ length: partitions }, (_, index) => index);
  return needsIngest(log, partitions) ? [...numbers, INGEST] : numbers;
}

/** Those of them that may set records aside: what the merge stage takes is never wrong, but a module may throw on it. */
export function redrivableStagesOf(
  log: string,
  partitions: number,
  { analytics }: Pick<TenantSettings, 'analytics'>,
): readonly PartitionIndex[] {
  const merge = analytics.some(isChained) ? [MERGE as PartitionIndex] : [];
  return [...inletsOf(log, partitions), ...merge];
}

/** A tenant's settings with the analytics that one of its stages runs itself. */
export function settingsRunBy(index: PartitionIndex, settings: TenantSettings): TenantSettings {
  if (index === INGEST) return { ...settings, analytics: [] };
  return { ...settings, analytics: (index === MERGE ? mergeRole : partitionRole).analyticsOf(settings) };
}

/**
 * A fresh stage.
 *
 * @param counts whether events are counted by hour where the settings say so: by an owner, who archives the counts.
 * @throws actor-settings-invalid, module-not-loaded.
 */
export function makeStage(
  { index, count }: { readonly index: PartitionIndex; readonly count: number },
  settings: TenantSettings,
  modules: Modules,
  counts = true,
): Stage {
  if (index === INGEST) return new IngestStage({ count, settings, modules });
  if (index === MERGE) {
    return new Partition({ place: { index: 0, count: 1 }, settings, modules, role: mergeRole });
  }
  return new Partition({ place: { index, count }, settings, modules, counts });
}
