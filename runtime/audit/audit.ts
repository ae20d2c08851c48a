import { dirname } from 'node:path';
import { logChoiceOf } from '../../config/choices.ts';
import { settingsOf } from '../../config/settings.ts';
import type { LoadedConfig, TenantConfig } from '../../config/types.ts';
import type { PartitionIndex } from '../../connectors/log.ts';
import { openConnectors, openTenantRegister } from '../../connectors/registry.ts';
import { checkPartitions } from '../../connectors/tenant-register.ts';
import { systemClock } from '../base/clock.ts';
import { stagesOf } from '../ingest/stages.ts';
import { auditPartition } from './audit-partition.ts';
import type { PartitionAudit } from './report.ts';
import type { AuditFrom } from './starting-point.ts';

/** What of a configuration is audited. */
export interface AuditScope {
  readonly tenants: readonly TenantConfig[];
  /** Undefined: all of a tenant's partitions, and its ingest and merge stages where it has them. */
  readonly partition: PartitionIndex | undefined;
  /** Undefined: as early as can be. */
  readonly from: AuditFrom | undefined;
}

/**
 * Audits one partition after the other. Writes nothing, creates nothing and needs no runtime.
 *
 * @throws partitions-changed, register-unusable, broker-unavailable.
 */
export async function* audit(config: LoadedConfig, scope: AuditScope): AsyncGenerator<PartitionAudit> {
  await checkTenants(config, scope.tenants);
  const connectors = await openConnectors({
    log: { ...logChoiceOf(config.log), readOnly: true },
    store: { ...config.store, readOnly: true },
    clock: systemClock,
  });
  try {
    for (const tenant of scope.tenants) {
      const { id, partitions, delivery } = tenant;
      const settings = settingsOf(tenant);
      for (const index of stagesOf(config.log.kind, partitions, tenant)) {
        if (scope.partition !== undefined && scope.partition !== index) continue;
        const place = { tenant: id, index, count: partitions, folder: dirname(config.file) };
        yield await auditPartition({ place, settings, delivery, from: scope.from }, connectors);
      }
    }
  } finally {
    await connectors.close();
  }
}

/** With another number of partitions, keys would be looked for where they never were. */
async function checkTenants({ log }: LoadedConfig, tenants: readonly TenantConfig[]): Promise<void> {
  const register = await openTenantRegister(logChoiceOf(log));
  try {
    for (const { id, partitions } of tenants) {
      const entry = await register.get(id);
      if (entry !== undefined) checkPartitions(entry, partitions);
    }
  } finally {
    await register.close();
  }
}
