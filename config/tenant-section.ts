import { parseConfig } from './load.ts';
import type { TenantConfig } from './types.ts';
import { noValueFiles } from './value-files.ts';

/**
 * A tenant's section of a configuration, as plain data, checked and with its defaults, as if it stood in a file. It takes
 * nothing from this machine's environment and files.
 *
 * @param file the configuration's: relative paths start at its folder.
 * @throws ConfigError as {@link import('./load.ts').loadConfig}.
 */
export function tenantOf(section: unknown, file: string): TenantConfig {
  const { tenants } = parseConfig(JSON.stringify({ tenants: [section] }), file, {
    environment: {},
    readFile: noValueFiles,
  });
  return tenants[0] as TenantConfig;
}
