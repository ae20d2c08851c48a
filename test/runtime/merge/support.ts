import { noModules } from '../../../actors/catalog.ts';
import type { TenantSettings } from '../../../actors/settings.ts';
import { makeStage } from '../../../runtime/ingest/stages.ts';
import type { Partition } from '../../../runtime/partition/partition.ts';

export function mergeOf(settings: TenantSettings): Partition {
  return makeStage({ index: 'merge', count: 3 }, settings, noModules) as Partition;
}
