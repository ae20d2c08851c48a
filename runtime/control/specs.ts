import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { settingsOf } from '../../config/settings.ts';
import type { LoadedConfig, TenantConfig } from '../../config/types.ts';
import { stagesOf } from '../ingest/stages.ts';
import type { PartitionSpec } from '../threads/protocol.ts';
import type { SimulationSpec } from '../threads/simulation-task.ts';

/** A name for this process that no other ever had. */
export function newOwner(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
}

/** What the threads have to know of each partition of a tenant, and of its ingest stage where it has one. */
export function partitionSpecs(
  config: LoadedConfig,
  tenant: TenantConfig,
  options: { readonly owner: string; readonly acceptCodeChange: boolean },
): readonly PartitionSpec[] {
  const { kind, folder, sync, retention } = config.log;
  const settings = settingsOf(tenant);
  return stagesOf(kind, tenant.partitions).map((index) => ({
    tenant: tenant.id,
    index,
    count: tenant.partitions,
    settings,
    folder: dirname(config.file),
    delivery: tenant.delivery,
    log: { kind, folder, sync },
    store: config.store,
    retention,
    checkpoint: config.checkpoint,
    ...options,
  }));
}

/** What a thread has to know of a tenant's simulator; undefined when it has none. */
export function simulationSpec(config: LoadedConfig, tenant: TenantConfig): SimulationSpec | undefined {
  if (tenant.simulator === undefined) return undefined;
  const { kind, folder, sync } = config.log;
  return {
    tenant: tenant.id,
    partitions: tenant.partitions,
    settings: settingsOf(tenant),
    folder: dirname(config.file),
    log: { kind, folder, sync },
    simulator: tenant.simulator,
  };
}
