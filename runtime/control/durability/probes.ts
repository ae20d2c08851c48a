import { logChoiceOf } from '../../../config/choices.ts';
import type { LoadedConfig } from '../../../config/types.ts';
import { probeLog, probeStore } from '../../../connectors/durability-probes.ts';
import type { LogName } from '../../../connectors/log.ts';
import { stagesOf } from '../../ingest/stages.ts';
import type { Probes } from './watch.ts';

/** Asks the servers of a configuration. */
export function durabilityProbes({ log, store, tenants }: LoadedConfig): Probes {
  const names = tenants.flatMap((config) => {
    const { id: tenant, partitions: count } = config;
    return stagesOf(log.kind, count, config).flatMap((partition): LogName[] => [
      { tenant, partition, count, direction: 'input' },
      { tenant, partition, count, direction: 'output' },
    ]);
  });
  return {
    log: async () => await probeLog(logChoiceOf(log), names),
    store: async () => await probeStore(store),
  };
}
