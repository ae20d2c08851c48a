import type { TenantConfig } from '../../config/types.ts';
import { canonicalJson } from '../base/canonical.ts';
import type { Reload } from './runtime-control.ts';

/** What a configuration that was read anew changes. */
export interface ReloadPlan extends Reload {
  /** Tenants to be made, in the place of their elders where there are any. */
  readonly make: readonly TenantConfig[];
}

/**
 * Decides what to do with a configuration that was read anew. One of a tenant that was added so far takes that one over.
 *
 * @param now its tenants. @param before those of the process. @param configured ids of those that stood in the file.
 */
export function planReload(
  now: readonly TenantConfig[],
  before: readonly TenantConfig[],
  configured: ReadonlySet<string>,
): ReloadPlan {
  const known = new Map(before.map((config) => [config.id, config]));
  const make = now.filter((config) => {
    const elder = known.get(config.id);
    return elder === undefined || !configured.has(config.id) || canonicalJson(elder) !== canonicalJson(config);
  });
  const ids = make.map(({ id }) => id);
  const stays = new Set(now.map(({ id }) => id));
  return {
    make,
    changed: ids.filter((id) => known.has(id)),
    added: ids.filter((id) => !known.has(id)),
    left: [...configured].filter((id) => !stays.has(id)),
  };
}
