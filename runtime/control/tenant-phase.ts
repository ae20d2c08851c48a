import type { PartitionStatus } from '../threads/protocol.ts';
import type { TenantPhase } from './runtime-control.ts';

/** What is judged of a tenant's partitions and other stages. */
export type StageStatus = Pick<PartitionStatus, 'phase' | 'waitsFor'>;

/** What a tenant does in this process. @param wanted whether it is to run. */
export function tenantPhaseOf(stages: readonly StageStatus[], wanted: boolean): TenantPhase {
  const phases = ownHere(stages).map(({ phase }) => phase);
  if (phases.includes('failed')) return 'failed';
  if (!wanted) return phases.every((phase) => phase === 'stopped') ? 'stopped' : 'stopping';
  if (phases.every((phase) => phase === 'running')) return 'running';
  return (['quarantined', 'stalled', 'waiting'] as const).find((phase) => phases.includes(phase)) ?? 'starting';
}

/**
 * Those that another process doesn't own: what is known of its partitions is old, and it tells how they do. All where it owns all,
 * so that a tenant that waits to take over says so.
 */
export function ownHere<S extends Pick<PartitionStatus, 'waitsFor'>>(stages: readonly S[]): readonly S[] {
  const here = stages.filter(({ waitsFor }) => waitsFor?.code !== 'lease');
  return here.length === 0 ? stages : here;
}
