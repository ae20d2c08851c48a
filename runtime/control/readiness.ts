import type { ErrorCode } from '../base/error-codes.ts';
import type { PartitionStatus } from '../threads/protocol.ts';

/** What stops a partition and lies in the servers that a process works with. */
const OF_SERVERS: ReadonlySet<ErrorCode> = new Set([
  'broker-refused',
  'broker-too-old',
  'store-refused',
  'store-schema',
  'folder-unusable',
]);

/**
 * Whether a process is ready: it runs a partition, or has none that it could run. A partition that has failed for a reason of its tenant's
 * (its module, its quota, its log) or is quarantined counts for nothing, nor do others hold up those that run: a balancer that
 * took the process out would take all its tenants out for one of them. A process that has nothing but what it waits for,
 * a lease that another has or servers that are away, is not ready.
 *
 * @param partitions all that are to run.
 */
export function isReadyWith(partitions: readonly Pick<PartitionStatus, 'phase' | 'error'>[]): boolean {
  const able = partitions.filter((partition) => !isTenants(partition));
  return able.length === 0 || able.some(({ phase }) => phase === 'running');
}

/** Whether it stands still by its tenant's own trouble, until a person does something. */
function isTenants({ phase, error }: Pick<PartitionStatus, 'phase' | 'error'>): boolean {
  if (phase === 'failed') return error === null || !OF_SERVERS.has(error.code);
  return phase === 'quarantined';
}
