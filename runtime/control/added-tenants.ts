import { logChoiceOf } from '../../config/choices.ts';
import { tenantOf } from '../../config/tenant-section.ts';
import type { LoadedConfig } from '../../config/types.ts';
import { openTenantRegister } from '../../connectors/registry.ts';

/**
 * A configuration together with the tenants that were added to it since, as the register has them.
 *
 * @throws register-unusable, folder-unusable, broker-unavailable, ConfigError.
 */
export async function withAddedTenants(config: LoadedConfig): Promise<LoadedConfig> {
  const register = await openTenantRegister(logChoiceOf(config.log));
  try {
    const known = new Set(config.tenants.map(({ id }) => id));
    const added = (await register.list()).filter(({ id, section }) => section !== undefined && !known.has(id));
    return { ...config, tenants: [...config.tenants, ...added.map(({ section }) => tenantOf(section, config.file))] };
  } finally {
    await register.close();
  }
}

/** {@link withAddedTenants}, but that the register is looked into only where the file doesn't have the tenant. */
export async function withTenant(config: LoadedConfig, id: string | undefined): Promise<LoadedConfig> {
  if (id !== undefined && config.tenants.some((tenant) => tenant.id === id)) return config;
  return await withAddedTenants(config);
}
