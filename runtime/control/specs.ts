import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { logChoiceOf } from '../../config/choices.ts';
import { settingsOf } from '../../config/settings.ts';
import type { LoadedConfig, LogConfig, TenantConfig } from '../../config/types.ts';
import { INGEST, type PartitionIndex, type Retention } from '../../connectors/log.ts';
import { stateShare } from '../checkpoint/state-quota.ts';
import { stagesOf } from '../ingest/stages.ts';
import type { PartitionSpec } from '../threads/protocol.ts';
import type { RatesSpec } from '../threads/rates.ts';
import type { SimulationSpec } from '../threads/simulation-task.ts';
import { tenantRateSpec } from '../threads/tenant-rate.ts';

/** A name for this process that no other ever had. */
export function newOwner(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
}

/** What the threads have to know of each partition of a tenant, and of its ingest and merge stages where it has them. */
export function partitionSpecs(
  config: LoadedConfig,
  tenant: TenantConfig,
  options: { readonly owner: string; readonly acceptCodeChange: boolean },
): readonly PartitionSpec[] {
  const settings = settingsOf(tenant);
  const ratesOf = sharedRates(tenant);
  const stateBytes = stateShare(tenant.quotas.stateBytes, tenant.partitions);
  return stagesOf(config.log.kind, tenant.partitions, tenant).map((index) => ({
    tenant: tenant.id,
    index,
    count: tenant.partitions,
    settings,
    folder: dirname(config.file),
    delivery: tenant.delivery,
    log: logChoiceOf(config.log),
    store: config.store,
    retention: retentionOf(config.log),
    checkpoint: config.checkpoint,
    ...(tenant.archive.events !== false && { keepEvents: tenant.archive.events.keep }),
    ...(typeof index === 'number' && stateBytes !== undefined && { stateBytes }),
    rates: ratesOf(index),
    lease: config.ownership.lease,
    ...options,
  }));
}

/**
 * The rates that each of a tenant's partitions keeps. They share a bucket; an ingest stage, which takes what partitions take after it,
 * has one of its own. A merge stage takes no records of the customer's and is not delayed.
 */
function sharedRates({ quotas, partitions }: TenantConfig): (index: PartitionIndex) => RatesSpec {
  const input = tenantRateSpec(quotas.inputRate, partitions);
  const result = tenantRateSpec(quotas.resultRate, partitions);
  const ingest = tenantRateSpec(quotas.inputRate, 1);
  return (index) => {
    if (typeof index === 'number') return { ...(input && { input }), ...(result && { result }) };
    return index === INGEST && ingest !== undefined ? { input: ingest } : {};
  };
}

/** What a thread has to know of a tenant's simulator; undefined when it has none. */
export function simulationSpec(config: LoadedConfig, tenant: TenantConfig): SimulationSpec | undefined {
  if (tenant.simulator === undefined) return undefined;
  return {
    tenant: tenant.id,
    partitions: tenant.partitions,
    settings: settingsOf(tenant),
    folder: dirname(config.file),
    log: logChoiceOf(config.log),
    simulator: tenant.simulator,
  };
}

/** What an owner may drop. */
function retentionOf({ retention: { bytes, age } }: LogConfig): Retention {
  return { bytes: bytes ?? Number.MAX_SAFE_INTEGER, age };
}
