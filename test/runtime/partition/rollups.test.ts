import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnalyticSettings, TenantSettings } from '../../../actors/settings.ts';
import { type HourlyRollup, OLDER } from '../../../connectors/archive.ts';
import { MemoryArchive } from '../../../connectors/memory/archive.ts';
import type { Partition } from '../../../runtime/partition/partition.ts';
import { Checkpoints, stateOf } from '../../support/reference/checkpoints.ts';
import { LogBuilder } from '../../support/reference/records.ts';
import type { RefRecord } from '../../support/reference/reference.ts';
import { referenceRollups, spelledRollups } from '../../support/reference/rollups.ts';
import { drain, logRecord, partitionOf, run } from '../../support/reference/run.ts';
import { numberOfRuns, timeoutOfRuns } from '../../support/reference/runs.ts';
import { alarmWindow, settingsOf } from '../../support/reference/settings.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2017, 1, 19, 14, 20);
const KEYS = [
  [1, 141, 312],
  [1, 121, 312],
  [2, 141, 9],
] as const;

/** Analytics that take all keys or some, follow their own clocks, and forget the silent ones. */
const settings = fc
  .record({
    where: fc.constantFrom(undefined, { sensor: [141] }),
    expireAfter: fc.constantFrom(undefined, HOUR),
    watermark: fc.constantFrom('partition' as const, 'key' as const),
    rollups: fc.constantFrom(true, true, true, false),
  })
  .map(({ where, expireAfter, watermark, rollups }): TenantSettings => {
    const common = { ...(where && { where }), ...(expireAfter && { expireAfter }) };
    const analytics: AnalyticSettings[] = [
      { id: 'all', use: 'global-statistics', emit: 'every-event', ...common },
      alarmWindow({ kind: 'sliding', size: 60_000, slide: 5000 }, 0, { watermark, ...common }),
    ];
    return settingsOf(analytics, { rollups });
  });

const event = fc.record({
  key: fc.constantFrom(...KEYS),
  active: fc.boolean(),
  /** Hours since the event before, and how far the event lies behind its arrival. */
  gap: fc.constantFrom(0, 0, 0.1, 0.1, 1, 5, 30, 100),
  behind: fc.constantFrom(0, 0, 0, 0.01, 1, 24, 47, 48, 49, 200, -1, -47, -48, -49, -1000),
});

/** A log of days; some of its records change the settings. */
const records = fc
  .array(fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: settings }), {
    maxLength: 60,
    size: 'max',
  })
  .map((steps): readonly RefRecord[] => {
    const built = new LogBuilder();
    let now = START;
    for (const step of steps) {
      if ('analytics' in step) built.settings(now, step);
      else {
        now += step.gap * HOUR;
        built.event(
          { key: step.key, active: step.active, time: Math.round((now - step.behind * HOUR) / 1000) * 1000 },
          step.behind * HOUR,
        );
      }
    }
    return built.records;
  });

async function archived(archive: MemoryArchive): Promise<string[]> {
  const rows: HourlyRollup[] = [];
  for await (const page of archive.rollups('t', { from: OLDER, to: Number.MAX_SAFE_INTEGER })) rows.push(...page);
  return spelledRollups(rows);
}

/** What becomes of a checkpoint, and after how many records it is begun. */
const lives = fc.array(
  fc.record({
    after: fc.nat(8),
    end: fc.constantFrom('committed', 'committed', 'archived', 'nothing'),
    pieces: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 3, maxLength: 30 },
);

describe('roll-ups', { timeout: timeoutOfRuns() }, () => {
  it('are those of a plain count, however often an owner dies between archive and checkpoint', async () => {
    await fc.assert(
      fc.asyncProperty(settings, records, lives, async (first, log, plan) => {
        const archive = new MemoryArchive();
        const make = (inForce: TenantSettings) => partitionOf({ settings: inForce });
        const checkpoints = new Checkpoints(make);
        let partition: Partition = make(first);
        let committed: (() => Promise<Partition>) | undefined;
        const take = (until: number): void => {
          for (const record of log.slice(partition.sequence, until)) partition.take(logRecord(record));
          partition.clearOutbox();
        };
        for (const [i, { after, end, pieces }] of plan.entries()) {
          take(partition.sequence + after);
          const frozen = stateOf(partition);
          const at = partition.sequence;
          const rows: HourlyRollup[] = [];
          if (end === 'committed') {
            checkpoints.begin(partition, i % 3 === 0, (rollup) => rows.push(rollup));
            // Records go on being taken while it is written.
            let head = await checkpoints.advance(partition, pieces);
            while (head === undefined) {
              take(partition.sequence + 1);
              head = await checkpoints.advance(partition, pieces);
            }
            const written = head;
            committed = async () => await checkpoints.restored(written);
            await archive.putRollups('t', 0, at, rows);
            expect(stateOf(await committed())).toEqual(frozen);
          } else {
            // It dies before the manifest: with all roll-ups archived, or none.
            partition.freeze(
              false,
              () => undefined,
              (rollup) => rows.push(rollup),
            );
            while (partition.advanceFreeze(1));
            if (end === 'archived') await archive.putRollups('t', 0, at, rows);
            partition = (await committed?.()) ?? make(first);
          }
        }
        take(log.length);
        const rows: HourlyRollup[] = [];
        partition.freeze(
          false,
          () => undefined,
          (rollup) => rows.push(rollup),
        );
        while (partition.advanceFreeze(1));
        await archive.putRollups('t', 0, log.length, rows);
        expect(await archived(archive)).toEqual(spelledRollups(referenceRollups({ records: log, settings: first })));
      }),
      { numRuns: numberOfRuns(400) },
    );
  });

  it('change no result', () => {
    fc.assert(
      fc.property(settings, records, (some, log) => {
        const events = log.filter(({ kind }) => kind === 'event');
        const results = (rollups: boolean) =>
          // A proof names all settings.
          run({ settings: { ...some, rollups } }, events).map(({ json, ...result }) => ({
            ...result,
            json: json.replace(/"Settings hash":"\w+"/, ''),
          }));
        expect(results(true)).toEqual(results(false));
      }),
      { numRuns: numberOfRuns(200) },
    );
  });

  it('of keys that no analytic takes make no actors, and keys without kept hours are forgotten', () => {
    const only = settingsOf([{ id: 'g', use: 'global-statistics', emit: 'every-event', where: { sensor: [141] } }]);
    const partition = partitionOf({ settings: only });
    const log = new LogBuilder();
    for (let hour = 0; hour < 5; hour++) {
      for (const key of KEYS) log.event({ key, time: START + hour * HOUR });
    }
    for (let i = 0; i < 60; i++) log.event({ key: KEYS[0], time: START + (100 + i) * HOUR });
    const held: number[] = [];
    for (const record of log.records) {
      partition.take(logRecord(record));
      drain(partition);
      held.push(partition.state.table.slots().length);
      // What has been archived may go.
      partition.freeze(true, () => undefined);
      while (partition.advanceFreeze());
    }
    expect(held[14]).toBe(3);
    expect(partition.actors).toBe(2);
    expect(held.at(-1)).toBe(2);
  });
});
