import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { referenceMerge } from '../../support/reference/merge.ts';
import { mergedLog, mergeSettings } from '../../support/reference/merge-arbitraries.ts';
import type { RefRecord } from '../../support/reference/reference.ts';
import { drain, logRecord, spelled } from '../../support/reference/run.ts';
import { numberOfRuns, timeoutOfRuns } from '../../support/reference/runs.ts';
import { mergeOf } from './support.ts';

function numbered(records: readonly RefRecord[]): RefRecord[] {
  return records.map((record, i) => ({ ...record, sequence: i + 1 }));
}

describe('a merge stage against the reference', { timeout: timeoutOfRuns() }, () => {
  test('gives the same results for any merged log, through a change of settings', () => {
    fc.assert(
      fc.property(mergeSettings, mergedLog(40), mergeSettings, fc.nat(60), (settings, records, other, at) => {
        const payload = Buffer.from(JSON.stringify({ revision: 1, settings: other }));
        const arrival = records[Math.min(at, records.length) - 1]?.arrival ?? 0;
        const changed = numbered(records.toSpliced(at, 0, { sequence: 0, arrival, kind: 'settings', payload }));
        const log = at > records.length ? records : changed;
        const stage = mergeOf(settings);
        for (const record of log) stage.take(logRecord(record));
        expect(spelled(drain(stage))).toEqual(spelled(referenceMerge(log, settings)));
      }),
      { numRuns: numberOfRuns(1200) },
    );
  });

  test('tells the same critical rates in whatever order the partitions come', () => {
    fc.assert(
      fc.property(
        mergeSettings,
        mergedLog(40),
        fc.array(fc.nat(100), { minLength: 40, maxLength: 40 }),
        (settings, records, by) => {
          const ratesIn = (log: readonly RefRecord[]): string[] => {
            const stage = mergeOf(settings);
            for (const record of numbered(log)) stage.take(logRecord(record));
            return drain(stage)
              .filter(({ output, json }) => output === 'alert' && JSON.parse(json).Content.Type === 3)
              .map(({ json }) => JSON.stringify({ ...JSON.parse(json).Content, 'First input': 0, 'Last input': 0 }))
              .sort();
          };
          const shuffled = records.toSorted((a, b) => (by[a.sequence - 1] ?? 0) - (by[b.sequence - 1] ?? 0));
          expect(ratesIn(shuffled)).toEqual(ratesIn(records));
        },
      ),
      { numRuns: numberOfRuns(500) },
    );
  });
});
