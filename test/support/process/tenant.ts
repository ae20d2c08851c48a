import type { TenantSettings } from '../../../actors/settings.ts';
import { parseConfig } from '../../../config/load.ts';
import { settingsOf } from '../../../config/settings.ts';
import type { TenantConfig } from '../../../config/types.ts';

/** The settings of a tenant, from its keys in YAML. */
export function tenantOf(yaml: string): TenantSettings {
  const text = `log: { kind: sqlite, folder: ./unused }\ntenants:\n  - { id: t, partitions: 1, ${yaml} }\n`;
  return settingsOf(parseConfig(text, 'test.yaml').tenants[0] as TenantConfig);
}
