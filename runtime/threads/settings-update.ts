import type { TenantSettings } from '../../actors/settings.ts';
import type { Log } from '../../connectors/log.ts';
import { canonicalJson } from '../base/canonical.ts';

/**
 * Appends a settings record when the configuration asks for other settings than those in force. To be called when the log
 * has been read to its end, so that what is in force there is known. Those before the change
 * stand in it too: a partition passes over them, and whoever recomputes the log from its start knows what it began with.
 *
 * @returns whether one was appended.
 */
export async function updateSettings(input: Log, inForce: TenantSettings, wanted: TenantSettings): Promise<boolean> {
  if (canonicalJson(inForce) === canonicalJson(wanted)) return false;
  const { last } = await input.bounds();
  const payload = Buffer.from(JSON.stringify({ revision: last + 1, before: inForce, settings: wanted }));
  await input.append([{ kind: 'settings', payload }]);
  return true;
}
