import type { LoadedConfig } from '../../config/types.ts';
import { findRuntime } from './client.ts';
import type { Inspection } from './inspection.ts';
import { OfflineInspection } from './offline-inspection.ts';

/** Looks into the runtime of a configuration, or into the last checkpoints when none runs. @throws runtime-refused, folder-unusable. */
export function openInspection(config: LoadedConfig): Inspection {
  return findRuntime(config) ?? new OfflineInspection(config);
}
