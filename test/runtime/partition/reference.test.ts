import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TenantSettings } from '../../../actors/settings.ts';
import { analyticSettings, lines, log, quotaSettings } from '../../support/reference/arbitraries.ts';
import { type RefRecord, referenceResults } from '../../support/reference/reference.ts';
import { type RunOptions, run, spelled } from '../../support/reference/run.ts';
import { numberOfRuns, timeoutOfRuns } from '../../support/reference/runs.ts';

/** The same logs each time, so that a run can be repeated; another seed looks further. */
fc.configureGlobal({ seed: Number(process.env.MILLRACE_TEST_SEED ?? 1) });

function compare(options: RunOptions, records: readonly RefRecord[]): void {
  expect(spelled(run(options, records))).toEqual(spelled(referenceResults({ ...options, records })));
}

describe('a partition against the reference', { timeout: timeoutOfRuns() }, () => {
  it('gives the same results for any log', () => {
    fc.assert(
      fc.property(quotaSettings, log(50), (settings, records) => compare({ settings }, records)),
      { numRuns: numberOfRuns(4000) },
    );
  });

  it('gives the same results for a bounded input', () => {
    fc.assert(
      fc.property(quotaSettings, lines(50), (settings, records) => compare({ settings, bounded: true }, records)),
      { numRuns: numberOfRuns(3000) },
    );
  });

  it('takes the keys of its own place only', () => {
    fc.assert(
      fc.property(quotaSettings, log(30), fc.constantFrom(2, 3), (settings, records, count) => {
        for (let index = 0; index < count; index++) compare({ settings, place: { index, count } }, records);
      }),
      { numRuns: numberOfRuns(800) },
    );
  });

  it('changes its settings in the middle of a log', () => {
    const change = fc.record({
      at: fc.nat(40),
      threshold: fc.nat(4),
      replaced: fc.nat(3),
      by: analyticSettings,
      dropped: fc.option(fc.nat(3)),
      outOfOrderness: fc.constantFrom(0, 5000, 20_000),
      reversed: fc.boolean(),
      keyQuota: fc.constantFrom(undefined, 1, 3),
    });
    fc.assert(
      fc.property(
        quotaSettings,
        log(40),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (first, records, changes) => {
          let settings = first;
          const changed = [...records];
          for (const one of changes.sort((a, b) => a.at - b.at)) {
            settings = changedBy(settings, one);
            const at = Math.min(one.at, changed.length);
            const arrival = changed[at - 1]?.arrival ?? 0;
            const payload = Buffer.from(JSON.stringify({ revision: 1, settings }));
            changed.splice(at, 0, { sequence: 0, arrival, kind: 'settings', payload });
          }
          compare(
            { settings: first },
            changed.map((record, i) => ({ ...record, sequence: i + 1 })),
          );
        },
      ),
      { numRuns: numberOfRuns(3000) },
    );
  });
});

interface Change {
  readonly threshold: number;
  readonly replaced: number;
  readonly by: TenantSettings['analytics'][number];
  readonly dropped: number | null;
  readonly outOfOrderness: number;
  readonly reversed: boolean;
  readonly keyQuota: number | undefined;
}

/** A threshold for all, one analytic with another window (or new), one less, another order, another quota. */
function changedBy(settings: TenantSettings, change: Change): TenantSettings {
  const analytics = settings.analytics
    .map((one) => ('threshold' in one ? { ...one, threshold: change.threshold } : one))
    .filter((_, i) => i !== change.dropped);
  const old = analytics[change.replaced];
  const id = old?.id ?? `b${change.replaced}`;
  if (old === undefined || old.use === change.by.use) analytics.splice(change.replaced, 1, { ...change.by, id });
  if (change.reversed) analytics.reverse();
  const { keyQuota: _, ...rest } = settings;
  const quota = change.keyQuota === undefined ? {} : { keyQuota: change.keyQuota };
  return { ...rest, ...quota, outOfOrderness: change.outOfOrderness, analytics: unique(analytics) };
}

function unique(analytics: TenantSettings['analytics']): TenantSettings['analytics'] {
  return analytics.filter(({ id }, i) => analytics.findIndex((other) => other.id === id) === i);
}
