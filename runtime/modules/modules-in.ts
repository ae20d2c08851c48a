import { isModule } from '../../actors/catalog.ts';
import type { TenantSettings } from '../../actors/settings.ts';

/** The modules that settings name, as they spell them, each once. */
export function modulesIn(settings: TenantSettings): readonly string[] {
  return [...new Set([...actorModulesIn(settings), ...formatModulesIn(settings)])];
}

export function actorModulesIn(settings: TenantSettings): readonly string[] {
  return settings.analytics.map(({ use }) => use).filter(isModule);
}

export function formatModulesIn({ input }: TenantSettings): readonly string[] {
  return input.format === 'bts-csv' || input.format === 'json' ? [] : [input.format];
}
