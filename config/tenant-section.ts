import { parseConfig } from './load.ts';
import type { TenantConfig } from './types.ts';

/**
 * A tenant's section of a configuration, as plain data, checked and with its defaults, as if it stood in a file.
 *
 * @param file the configuration's: relative paths start at its folder.
 * @throws ConfigError as {@link import('./load.ts').loadConfig}.
 */
export function tenantOf(section: unknown, file: string): TenantConfig {
  const { tenants } = parseConfig(JSON.stringify({ tenants: [section] }), file, { environment: {} });
  return tenants[0] as TenantConfig;
}
