import type { TenantConfig } from '../../config/types.ts';
import { INGEST, type PartitionIndex } from '../../connectors/log.ts';
import type { PartitionName } from '../../connectors/snapshot-store.ts';
import { stagesOf } from '../ingest/stages.ts';

/** One partition of a tenant, or its ingest stage. */
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
  return tenants.flatMap(({ id, partitions: count }) =>
    stagesOf(log, count).map((partition) => ({ tenant: id, partition, count })),
  );
}

export function holdsActors(place: Place): place is ActorPlace {
  return place.partition !== INGEST;
}

/** Its name in the snapshot store. */
export function nameOf({ tenant, partition }: Place): PartitionName {
  return `${tenant}/${partition}`;
}
