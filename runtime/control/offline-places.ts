import type { TenantConfig } from '../../config/types.ts';
import type { PartitionIndex } from '../../connectors/log.ts';
import type { PartitionName } from '../../connectors/snapshot-store.ts';
import { stagesOf } from '../ingest/stages.ts';

/** One partition of a tenant, or a stage before or behind them. */
export interface Place {
  readonly tenant: string;
  readonly partition: PartitionIndex;
  /** Partitions of the tenant. */
  readonly count: number;
}

/** A place that holds actors. */
export interface ActorPlace extends Place {
  readonly partition: number;
}

/** @param log kind of the logs. */
export function placesOf(log: string, tenants: readonly TenantConfig[]): readonly Place[] {
  return tenants.flatMap((tenant) =>
    stagesOf(log, tenant.partitions, tenant).map((partition) => ({
      tenant: tenant.id,
      partition,
      count: tenant.partitions,
    })),
  );
}

export function holdsActors(place: Place): place is ActorPlace {
  return typeof place.partition === 'number';
}

/** Its name in the snapshot store. */
export function nameOf({ tenant, partition }: Place): PartitionName {
  return `${tenant}/${partition}`;
}
