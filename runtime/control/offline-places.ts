import type { TenantConfig } from '../../config/types.ts';
import type { PartitionName } from '../../connectors/snapshot-store.ts';

/** One partition of a tenant. */
export interface Place {
  readonly tenant: string;
  readonly partition: number;
  /** Partitions of the tenant. */
  readonly count: number;
}

export function placesOf(tenants: readonly TenantConfig[]): readonly Place[] {
  return tenants.flatMap(({ id, partitions: count }) =>
    Array.from({ length: count }, (_, partition) => ({ tenant: id, partition, count })),
  );
}

/** Its name in the snapshot store. */
export function nameOf({ tenant, partition }: Place): PartitionName {
  return `${tenant}/${partition}`;
}
