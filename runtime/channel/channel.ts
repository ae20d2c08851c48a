import { dirname } from 'node:path';
import type { TenantSettings } from '../../actors/settings.ts';
import { logChoiceOf } from '../../config/choices.ts';
import { settingsOf } from '../../config/settings.ts';
import type { LoadedConfig } from '../../config/types.ts';
import type { LogChoice } from '../../connectors/registry.ts';
import { MillraceError } from '../base/errors.ts';

/** A tenant's channel: what its two ends have to know. Plain data. */
export interface Channel {
  readonly tenant: string;
  readonly partitions: number;
  readonly settings: TenantSettings;
  /** What the paths in settings are relative to. */
  readonly folder: string;
  readonly log: LogChoice;
}

/** The channel of a tenant of a configuration. @throws tenant-unknown. */
export function channelOf(config: LoadedConfig, id: string): Channel {
  const tenant = config.tenants.find((candidate) => candidate.id === id);
  if (tenant === undefined) {
    throw new MillraceError('tenant-unknown', {
      what: `there is no tenant ${id}`,
      where: `in ${config.file}`,
      fix: `use one of ${config.tenants.map((candidate) => candidate.id).join(', ')}, or name another configuration file`,
    });
  }
  return {
    tenant: id,
    partitions: tenant.partitions,
    settings: settingsOf(tenant),
    folder: dirname(config.file),
    log: logChoiceOf(config.log),
  };
}
