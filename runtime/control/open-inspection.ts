import type { LoadedConfig } from '../../config/types.ts';
import { findRuntime } from './find-runtime.ts';
import type { Inspection } from './inspection.ts';
import { OfflineInspection } from './offline-inspection.ts';

/** Looks into the runtime of a configuration, or into the last checkpoints when none runs. @throws runtime-refused, folder-unusable. */
export async function openInspection(config: LoadedConfig): Promise<Inspection> {
  return (await findRuntime(config)) ?? new OfflineInspection(config);
}
