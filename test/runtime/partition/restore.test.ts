import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnalyticSettings, TenantSettings } from '../../../actors/settings.ts';
import type { Partition } from '../../../runtime/partition/partition.ts';
import { ownActors, ownModules } from '../../support/reference/actors.ts';
import { log, quotaSettings } from '../../support/reference/arbitraries.ts';
import { Checkpoints, stateOf } from '../../support/reference/checkpoints.ts';
import { LogBuilder } from '../../support/reference/records.ts';
import type { RefRecord } from '../../support/reference/reference.ts';
import { drain, logRecord, partitionOf, type RunOptions, type RunResult, run } from '../../support/reference/run.ts';
import { numberOfRuns, timeoutOfRuns } from '../../support/reference/runs.ts';
import { alarmWindow, settingsOf } from '../../support/reference/settings.ts';

const START = Date.UTC(2017, 1, 19, 14, 20);

/** Built-in analytics and own ones, some of which forget silent keys. */
const settings = fc
  .record({
    tenant: quotaSettings,
    own: fc.subarray(['counting', 'remembering'] as const),
    expireAfter: fc.constantFrom(undefined, 9000),
  })
  .map(({ tenant, own, expireAfter }): TenantSettings => {
    const added = own.map((name): AnalyticSettings => {
      return { id: name, use: ownActors[name], settings: {}, ...(expireAfter && { expireAfter }) };
    });
    return { ...tenant, analytics: [...tenant.analytics, ...added] };
  });

/** What a restored partition gives for the records that follow. */
function rest(restored: Partition, records: readonly RefRecord[]): RunResult[] {
  for (const record of records) restored.take(logRecord(record));
  return drain(restored);
}

describe('a partition restored from a checkpoint', { timeout: timeoutOfRuns() }, () => {
  it('goes on with the same bytes, from every point of a log', async () => {
    await fc.assert(
      fc.asyncProperty(settings, log(25), async (settings, records) => {
        const options: RunOptions = { settings, modules: ownModules };
        const whole = run(options, records);
        const partition = partitionOf(options);
        const checkpoints = new Checkpoints((inForce) => partitionOf({ ...options, settings: inForce }));
        for (let taken = 0; taken <= records.length; taken++) {
          // Full now and then, and increments between.
          checkpoints.begin(partition, taken % 4 === 0);
          const head = await checkpoints.advance(partition, Number.MAX_SAFE_INTEGER);
          if (head === undefined) throw new Error('the checkpoint is not whole');
          const restored = await checkpoints.restored(head);
          expect(stateOf(restored)).toEqual(stateOf(partition));
          expect(rest(restored, records.slice(taken))).toEqual(whole.filter(({ input }) => input > taken));
          const next = records[taken];
          if (next !== undefined) partition.take(logRecord(next));
        }
      }),
      { numRuns: numberOfRuns(60) },
    );
  });

  it('is as it was at the freeze, though records were taken while it was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        settings,
        log(40),
        fc.array(fc.nat(3), { minLength: 5, maxLength: 40 }),
        async (settings, records, pieces) => {
          const options: RunOptions = { settings, modules: ownModules };
          const whole = run(options, records);
          const partition = partitionOf(options);
          const checkpoints = new Checkpoints((inForce) => partitionOf({ ...options, settings: inForce }));
          let frozen: unknown;
          for (const [i, record] of records.entries()) {
            if (!checkpoints.isUnderway) {
              frozen = stateOf(partition);
              checkpoints.begin(partition, i % 11 === 0);
            }
            partition.take(logRecord(record));
            const head = await checkpoints.advance(partition, pieces[i % pieces.length] ?? 1);
            if (head === undefined) continue;
            const restored = await checkpoints.restored(head);
            expect(stateOf(restored)).toEqual(frozen);
            expect(rest(restored, records.slice(head.sequence))).toEqual(
              whole.filter(({ input }) => input > head.sequence),
            );
          }
        },
      ),
      { numRuns: numberOfRuns(150) },
    );
  });

  it('forgets an actor that an open window kept past its time, when the other does', async () => {
    const statistics = { id: 'all', use: 'global-statistics', emit: 'every-event', expireAfter: 9000 } as const;
    const minute = alarmWindow({ kind: 'tumbling', size: 60_000 }, 0);
    const options: RunOptions = { settings: settingsOf([statistics, minute], { keyQuota: 1 }) };
    const built = new LogBuilder().event({ key: [1, 1, 1], time: START });
    for (const after of [9, 35, 40, 71, 72]) built.event({ key: [2, 2, after], time: START + after * 1000 });
    const whole = run(options, built.records);
    // The window closes by 70 s; the actor is looked at as its silence is 9, 18, 36 and 72 s.
    expect(whole.map(({ input, output }) => `${input} ${output}`)).toEqual([
      '1 statistics',
      '2 dead-letter',
      '3 dead-letter',
      '4 dead-letter',
      '5 window',
      '5 dead-letter',
      '6 statistics',
    ]);
    const partition = partitionOf(options);
    const checkpoints = new Checkpoints((inForce) => partitionOf({ ...options, settings: inForce }));
    for (const record of built.records) {
      partition.take(logRecord(record));
      checkpoints.begin(partition, false);
      const head = await checkpoints.advance(partition, Number.MAX_SAFE_INTEGER);
      if (head === undefined) throw new Error('the checkpoint is not whole');
      const left = built.records.slice(record.sequence);
      const expected = whole.filter(({ input }) => input > record.sequence);
      expect(rest(await checkpoints.restored(head), left)).toEqual(expected);
    }
  });
});
