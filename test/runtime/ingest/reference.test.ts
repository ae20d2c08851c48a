import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TenantSettings } from '../../../actors/settings.ts';
import { log, tenantSettings } from '../../support/reference/arbitraries.ts';
import { referenceIngest } from '../../support/reference/ingest.ts';
import type { RefRecord } from '../../support/reference/reference.ts';
import { run } from '../../support/reference/run.ts';
import { numberOfRuns, timeoutOfRuns } from '../../support/reference/runs.ts';
import { ingestOf, runIngest } from './support.ts';

/** The same log as it is without keys, and with a change of settings after some of its records. */
const unkeyed = fc
  .tuple(log(40), fc.nat(40), fc.option(tenantSettings))
  .map(([records, at, settings]): readonly RefRecord[] => {
    const events = records.map(({ key: _, ...record }) => record);
    if (settings === null) return events;
    const payload = Buffer.from(JSON.stringify({ revision: 1, settings }));
    const arrival = events[at - 1]?.arrival ?? 0;
    const changed = events.toSpliced(at, 0, { sequence: 0, arrival, kind: 'settings', payload });
    return changed.map((record, i) => ({ ...record, sequence: i + 1 }));
  });

describe('an ingest stage against the reference', { timeout: timeoutOfRuns() }, () => {
  test('sets the wrong lines aside and sends every other one on as it came', () => {
    fc.assert(
      fc.property(
        tenantSettings,
        unkeyed,
        fc.integer({ min: 2, max: 5 }),
        fc.boolean(),
        (settings, records, count, often) => {
          const results = runIngest(ingestOf(settings, count), records, often);
          expect(results).toEqual(referenceIngest(records, settings, count));
        },
      ),
      { numRuns: numberOfRuns(1500) },
    );
  });

  test('sends on what every partition takes without an error', () => {
    fc.assert(
      fc.property(tenantSettings, log(40), fc.integer({ min: 2, max: 4 }), (settings, records, count) => {
        const sent = runIngest(ingestOf(settings, count), records, false).filter(({ output }) => output === 'mid');
        for (let index = 0; index < count; index++) {
          const own = sent
            .filter(({ target }) => target === index)
            .map(({ payload, key }, i): RefRecord => {
              return { sequence: i + 1, arrival: 0, kind: 'event', payload: Buffer.from(String(payload), 'hex'), key };
            });
          const statistics = withEveryEvent(settings);
          const results = run({ settings: statistics, place: { index, count } }, own);
          expect(results.map(({ input, output }) => [input, output])).toEqual(
            own.map(({ sequence }) => [sequence, 'statistics']),
          );
        }
      }),
      { numRuns: numberOfRuns(300) },
    );
  });
});

/** Settings that give one result for each event. */
function withEveryEvent(settings: TenantSettings): TenantSettings {
  return { ...settings, analytics: [{ id: 'all', use: 'global-statistics', emit: 'every-event' }] };
}
