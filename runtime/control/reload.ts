import { loadConfig } from '../../config/load.ts';
import type { LoadedConfig } from '../../config/types.ts';
import { canonicalJson } from '../base/canonical.ts';
import type { Reloaded } from './runtime-control.ts';
import type { TenantRoster } from './tenant-roster.ts';

/** What a runtime takes from its configuration when it starts, and at no other time. */
const AT_START = ['name', 'log', 'store', 'threads', 'checkpoint', 'ownership', 'api', 'logs'] as const;

/** Reads a configuration's file anew for its tenants. @throws ConfigError, and as {@link TenantRoster.reload}: then nothing has changed. */
export async function reloadTenants(started: LoadedConfig, roster: TenantRoster): Promise<Reloaded> {
  const now = loadConfig(started.file);
  const reload = await roster.reload(now.tenants);
  return { ...reload, atNextStart: AT_START.filter((key) => canonicalJson(now[key]) !== canonicalJson(started[key])) };
}
