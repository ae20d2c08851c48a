import type { TenantSettings } from '../../actors/settings.ts';
import type { LoadedConfig } from '../../config/types.ts';
import type { Log } from '../../connectors/log.ts';
import { openConnectors } from '../../connectors/registry.ts';
import { systemClock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import type { Channel } from '../channel/channel.ts';
import { redrivableStagesOf } from '../ingest/stages.ts';
import { readLastCheckpoint } from '../inspection/last-checkpoint.ts';
import { readSettings } from '../partition/settings-change.ts';
import { updateSettings } from '../threads/settings-update.ts';

/**
 * Puts the configuration's settings into the log where no runtime runs that would have done so: else what is redriven after a change
 * of the configuration would stand before that, and be set aside again.
 *
 * @throws what the logs and the store throw.
 */
export async function putSettingsFirst(
  { tenant, partitions, settings, log }: Channel,
  store: LoadedConfig['store'],
): Promise<void> {
  const connectors = await openConnectors({ log, store: { ...store, readOnly: true }, clock: systemClock });
  try {
    for (const partition of redrivableStagesOf(log.kind, partitions, settings)) {
      const name = `${tenant}/${partition}` as const;
      const { found } = await readLastCheckpoint(connectors.snapshots, name, async ({ head }) => head);
      // Nothing was ever taken, or nobody knows under which settings: whoever starts next says.
      if (found === undefined) continue;
      const input = await connectors.logs.open({ tenant, partition, count: partitions, direction: 'input' });
      const { sequence, settings: then } = found.content;
      await updateSettings(input, await newestSettings(input, sequence, then), settings);
    }
  } finally {
    await connectors.close();
  }
}

/** Those in force where a log ends, after a sequence at which some are known. */
async function newestSettings(input: Log, after: number, known: TenantSettings): Promise<TenantSettings> {
  let newest = known;
  for (let last = after; ; ) {
    const records = await input.read(last + 1, limits.sliceRecords);
    const end = records.at(-1);
    if (end === undefined) return newest;
    last = end.sequence;
    for (const record of records) if (record.kind === 'settings') newest = readSettings(record).settings;
  }
}
