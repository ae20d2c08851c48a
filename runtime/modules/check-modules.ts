import type { TenantSettings } from '../../actors/settings.ts';
import { Partition } from '../partition/partition.ts';
import { loadModules } from './load-modules.ts';

/**
 * Loads a tenant's modules and sets its analytics up once, so that whatever is wrong with them is known before anything runs.
 *
 * @param folder what the settings' paths are relative to.
 * @throws module-not-loaded, actor-invalid, format-invalid, actor-settings-invalid.
 */
export async function checkModules(settings: TenantSettings, folder: string): Promise<void> {
  const modules = await loadModules(settings, folder);
  new Partition({ place: { index: 0, count: 1 }, settings, modules });
}
