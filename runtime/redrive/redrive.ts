import type { Log, LogName, LogStore, PartitionIndex } from '../../connectors/log.ts';
import { openLogs, openTenantRegister } from '../../connectors/registry.ts';
import { checkPartitions } from '../../connectors/tenant-register.ts';
import { systemClock } from '../base/clock.ts';
import { MillraceError } from '../base/errors.ts';
import type { Channel } from '../channel/channel.ts';
import { redrivableStagesOf } from '../ingest/stages.ts';
import { loadModules } from '../modules/load-modules.ts';
import { LineRouting } from './line-routing.ts';
import { redrivePartition } from './redrive-partition.ts';
import { noCounts, type PartitionRedrive } from './report.ts';
import type { Selection } from './set-aside.ts';

/**
 * Redrives what a tenant's partitions set aside, one partition after the other. It needs no runtime.
 *
 * @param isDry count alone: nothing is written.
 * @throws partitions-changed, register-unusable, module-not-loaded, and what the logs throw.
 */
export async function* redrive(
  channel: Channel,
  selection: Selection,
  isDry: boolean,
): AsyncGenerator<PartitionRedrive> {
  await checkTenant(channel);
  const { partitions, settings, folder, log } = channel;
  const routing = new LineRouting(channel, await loadModules({ ...settings, analytics: [] }, folder));
  const reading = openLogs(log.kind === 'memory' ? log : { ...log, readOnly: true }, systemClock);
  const writing = openLogs(log, systemClock);
  const written = new Map<PartitionIndex, Promise<Log>>();
  const open = (partition: PartitionIndex): Promise<Log> => {
    const opened = written.get(partition) ?? writing.open(nameOf(channel, partition, 'input'));
    written.set(partition, opened);
    return opened;
  };
  try {
    for (const partition of redrivableStagesOf(log.kind, partitions, settings)) {
      const input = await opened(reading, nameOf(channel, partition, 'input'));
      const output = await opened(reading, nameOf(channel, partition, 'output'));
      const analytics = new Set(settings.analytics.map(({ id }) => id));
      const parts = { partition, selection, routing, analytics, open: isDry ? undefined : open };
      const hasLogs = input !== undefined && output !== undefined;
      const counts = hasLogs ? await redrivePartition({ ...parts, input, output }) : noCounts();
      yield { partition, ...counts };
      await input?.close();
      await output?.close();
    }
  } finally {
    await reading.close();
    await writing.close();
  }
}

/** With another number of partitions, keys would be sent where they never were. */
async function checkTenant({ tenant, partitions, log }: Channel): Promise<void> {
  const register = await openTenantRegister(log);
  try {
    const entry = await register.get(tenant);
    if (entry !== undefined) checkPartitions(entry, partitions);
  } finally {
    await register.close();
  }
}

function nameOf({ tenant, partitions }: Channel, partition: PartitionIndex, direction: LogName['direction']): LogName {
  return { tenant, partition, count: partitions, direction };
}

/** Undefined when it isn't there: nothing was ever sent. */
async function opened(logs: LogStore, name: LogName): Promise<Log | undefined> {
  try {
    return await logs.open(name);
  } catch (thrown) {
    if (thrown instanceof MillraceError && thrown.code === 'log-not-found') return undefined;
    throw thrown;
  }
}
