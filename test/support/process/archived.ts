import { expect } from 'vitest';
import { logChoiceOf } from '../../../config/choices.ts';
import { loadConfig } from '../../../config/load.ts';
import { settingsOf } from '../../../config/settings.ts';
import type { TenantConfig } from '../../../config/types.ts';
import { type Archive, type HourlyRollup, OLDER, type Period, type RawEvent } from '../../../connectors/archive.ts';
import { openConnectors } from '../../../connectors/registry.ts';
import { systemClock } from '../../../runtime/base/clock.ts';
import { referenceEvents, spelledEvents } from '../reference/raw-events.ts';
import { referenceRollups, spelledRollups } from '../reference/rollups.ts';
import type { StoredLogs } from './exactly-once.ts';

/** Opens the archive of a configuration to read it alone. */
export async function withArchive<T>(config: string, read: (archive: Archive) => Promise<T>): Promise<T> {
  const { log, store } = loadConfig(config);
  const connectors = await openConnectors({
    log: { ...logChoiceOf(log), readOnly: true },
    store: { ...store, readOnly: true },
    clock: systemClock,
  });
  try {
    return await read(connectors.archive);
  } finally {
    await connectors.close();
  }
}

/**
 * Compares every raw event in the archive of a tenant that has drained with the valid lines of its input logs. Returns how many
 * there are.
 */
export async function expectEventsArchived(logs: StoredLogs, tenant: string): Promise<number> {
  const found = tenantIn(logs, tenant);
  return await withArchive(logs.config, async (archive) => {
    let count = 0;
    for (let index = 0; index < found.partitions; index++) {
      const records = await logs.records(tenant, index, 'input');
      const place = { index, count: found.partitions };
      const expected = referenceEvents({ records, settings: settingsOf(found), place });
      const times = expected.map(({ time }) => time);
      const period = { from: Math.min(...times), to: Math.max(...times) + 1 };
      const events: RawEvent[] = [];
      for await (const page of archive.events(tenant, index, period)) events.push(...page);
      expect(spelledEvents(events)).toEqual(spelledEvents(expected));
      count += events.length;
    }
    return count;
  });
}

/**
 * Compares every roll-up in the archive of a tenant that has drained with a plain count of its input logs. Returns those
 * expected.
 */
export async function expectArchived(logs: StoredLogs, tenant: string): Promise<readonly HourlyRollup[]> {
  const found = tenantIn(logs, tenant);
  const expected: HourlyRollup[] = [];
  for (let index = 0; index < found.partitions; index++) {
    const place = { index, count: found.partitions };
    const records = await logs.records(tenant, index, 'input');
    expected.push(...referenceRollups({ records, settings: settingsOf(found), place }));
  }
  const hours = expected.map(({ hour }) => hour).filter((hour) => hour !== OLDER);
  const whole = { from: Math.min(...hours) - 86_400_000, to: Math.max(...hours) + 86_400_000 };
  await withArchive(logs.config, async (archive) => {
    const rows = [
      ...(await rowsIn(archive, tenant, whole)),
      ...(await rowsIn(archive, tenant, { from: OLDER, to: OLDER + 1 })),
    ];
    expect(spelledRollups(rows)).toEqual(spelledRollups(expected));
  });
  return expected;
}

async function rowsIn(archive: Archive, tenant: string, period: Period): Promise<HourlyRollup[]> {
  const rows: HourlyRollup[] = [];
  for await (const page of archive.rollups(tenant, period)) rows.push(...page);
  return rows;
}

function tenantIn({ config }: StoredLogs, tenant: string): TenantConfig {
  const found = loadConfig(config).tenants.find(({ id }) => id === tenant);
  if (found === undefined) throw new Error(`no tenant ${tenant}`);
  return found;
}
