import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HourlyRollup } from '../../../connectors/archive.ts';
import { keyShare } from '../../../runtime/partition/key-share.ts';
import type { Partition } from '../../../runtime/partition/partition.ts';
import { log, tenantSettings } from '../../support/reference/arbitraries.ts';
import { LogBuilder } from '../../support/reference/records.ts';
import { drain, logRecord, partitionOf, type RunResult, run } from '../../support/reference/run.ts';
import { numberOfRuns, timeoutOfRuns } from '../../support/reference/runs.ts';
import { settingsOf } from '../../support/reference/settings.ts';

const START = Date.UTC(2017, 1, 19, 14, 20);
const HOUR = 3_600_000;
const ALL = { id: 'all', use: 'global-statistics', emit: 'every-event' } as const;
const [A, B, C] = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
] as const;

function taken(partition: Partition, { records }: LogBuilder): string[] {
  for (const record of records) partition.take(logRecord(record));
  return drain(partition).map(({ input, output, json }) => `${input} ${output} ${JSON.parse(json).Content.Station}`);
}

function rollupsOf(partition: Partition): HourlyRollup[] {
  const rows: HourlyRollup[] = [];
  partition.freeze(
    true,
    () => undefined,
    (row) => rows.push(row),
  );
  while (partition.advanceFreeze());
  return rows;
}

/** By key, without what a quota may change: places among others' results, and the hash of the settings. */
function byKey(results: readonly RunResult[]): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const { input, output, json } of results) {
    if (output === 'dead-letter' || output === 'error') continue;
    const { Station, Sensor, Alarm } = JSON.parse(json).Content;
    const key = `${Station}-${Sensor}-${Alarm}`;
    const text = json.replace(/"Settings hash":"\w+"/, '');
    keys.set(key, [...(keys.get(key) ?? []), `${input} ${output} ${text}`]);
  }
  return keys;
}

it('a record that is too long is a wrong line, and counted apart from others', () => {
  const settings = settingsOf([ALL], { input: { format: 'bts-csv', maxRecordBytes: 10 } });
  const partition = partitionOf({ settings });
  const records = ['WRONG', '0123456789', '0123456789A'].map((text, i) =>
    logRecord({ sequence: i + 1, arrival: START, kind: 'event', payload: Buffer.from(text) }),
  );
  for (const record of records) partition.take(record);
  expect(partition.quality).toMatchObject({ records: 3, wrong: 3, tooLong: 1 });
});

describe('the quota of keys', { timeout: timeoutOfRuns() }, () => {
  it('is shared evenly by the partitions, rounded up', () => {
    expect([keyShare(10, 4), keyShare(1, 4), keyShare(8, 4), keyShare(undefined, 4)]).toEqual([3, 1, 2, Infinity]);
  });

  it('sets events of new keys aside, which count nowhere', () => {
    const partition = partitionOf({ settings: settingsOf([ALL], { keyQuota: 2 }) });
    const events = [A, B, C, A, C].map((key, i) => ({ key, time: START + i * 1000 }));
    const built = new LogBuilder();
    for (const one of events) built.event(one);
    expect(taken(partition, built)).toEqual([
      '1 statistics 1',
      '2 statistics 4',
      '3 dead-letter 7',
      '4 statistics 1',
      '5 dead-letter 7',
    ]);
    expect(partition.quality).toMatchObject({ records: 5, events: 3, wrong: 0, actorErrors: 0, overQuota: 2 });
    expect(partition.actors).toBe(2);
    expect(rollupsOf(partition).map(({ station, events: count }) => [station, count])).toEqual([
      [1, 2],
      [4, 1],
    ]);
  });

  it('names the key of what it sets aside until that is published, and holds no place for it', () => {
    const partition = partitionOf({ settings: settingsOf([ALL], { keyQuota: 1 }) });
    const built = new LogBuilder().event({ key: A, time: START });
    for (let i = 1; i <= 50; i++) built.event({ key: [100 + i, 1, 1], time: START });
    for (const record of built.records) {
      partition.take(logRecord(record));
      const station = record.sequence === 1 ? 1 : 99 + record.sequence;
      expect([...partition.outbox.results()].map((one) => partition.keyOf(one))[0]).toMatch(`${station}-`);
      partition.clearOutbox();
    }
    expect(partition.state.table.high).toBe(2);
    expect(partition.state.table.slots()).toHaveLength(1);
  });

  it.each([true, false])('gives the place of a key that has expired to the next one (roll-ups: %s)', (rollups) => {
    const settings = settingsOf([{ ...ALL, expireAfter: HOUR }], { keyQuota: 1, rollups });
    const built = new LogBuilder()
      .event({ key: A, time: START })
      .event({ key: B, time: START + HOUR / 2 })
      .event({ key: B, time: START + HOUR })
      .event({ key: A, time: START + 1.5 * HOUR })
      .event({ key: A, time: START + 2 * HOUR });
    expect(taken(partitionOf({ settings }), built)).toEqual([
      '1 statistics 1',
      '2 dead-letter 4',
      '3 statistics 4',
      '4 dead-letter 1',
      '5 statistics 1',
    ]);
  });

  it('is not used up by keys that no analytic takes', () => {
    const settings = settingsOf([{ ...ALL, where: { station: [4, 7] } }], { keyQuota: 1 });
    const built = new LogBuilder();
    for (const key of [A, B, A, C]) built.event({ key, time: START });
    expect(taken(partitionOf({ settings }), built)).toEqual(['2 statistics 4', '4 dead-letter 7']);
  });

  it('is that of the settings in force', () => {
    const built = new LogBuilder().event({ key: A, time: START }).event({ key: B, time: START });
    built.settings(START, settingsOf([ALL], { keyQuota: 2 })).event({ key: B, time: START });
    built.settings(START, settingsOf([ALL], { keyQuota: 1 })).event({ key: B, time: START });
    built.event({ key: C, time: START });
    expect(taken(partitionOf({ settings: settingsOf([ALL], { keyQuota: 1 }) }), built)).toEqual([
      '1 statistics 1',
      '2 dead-letter 4',
      '4 statistics 4',
      '6 statistics 4',
      '7 dead-letter 7',
    ]);
  });

  it('leaves the results of the keys within it as they are without one', () => {
    fc.assert(
      fc.property(tenantSettings, log(60), fc.integer({ min: 1, max: 4 }), (settings, records, keyQuota) => {
        const [bound, free] = [run({ settings: { ...settings, keyQuota } }, records), run({ settings }, records)];
        const [within, all] = [byKey(bound), byKey(free)];
        for (const [key, results] of within) expect(results).toEqual(all.get(key));
        const aside = new Set(bound.filter(({ output }) => output === 'dead-letter').map(({ input }) => input));
        if (aside.size === 0) expect(within).toEqual(all);
      }),
      { numRuns: numberOfRuns(1500) },
    );
  });
});
