import type { Modules } from '../../actors/catalog.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import { hasIngest, INGEST, type PartitionIndex } from '../../connectors/log.ts';
import { Partition } from '../partition/partition.ts';
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

/** The partitions of a tenant in their order, and its ingest stage where it has one. @param log kind of the logs. */
export function stagesOf(log: string, partitions: number): readonly PartitionIndex[] {
  const numbers = Array.from({ length: partitions }, (_, index) => index);
  return needsIngest(log, partitions) ? [...numbers, INGEST] : numbers;
}

/** A fresh stage. @throws actor-settings-invalid, module-not-loaded. */
export function makeStage(
  { index, count }: { readonly index: PartitionIndex; readonly count: number },
  settings: TenantSettings,
  modules: Modules,
): Stage {
  if (index === INGEST) return new IngestStage({ count, settings, modules });
  return new Partition({ place: { index, count }, settings, modules });
}
