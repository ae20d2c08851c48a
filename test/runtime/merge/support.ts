import type { TenantSettings } from '../../../actors/settings.ts';
import { makeStage } from '../../../runtime/ingest/stages.ts';
import type { Partition } from '../../../runtime/partition/partition.ts';
import { echoModules } from '../../support/reference/chaining.ts';

export function mergeOf(settings: TenantSettings): Partition {
  return makeStage({ index: 'merge', count: 3 }, settings, echoModules) as Partition;
}
