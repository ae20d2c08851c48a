import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Checkpoints, stateOf } from '../../support/reference/checkpoints.ts';
import { mergedLog, mergeSettings } from '../../support/reference/merge-arbitraries.ts';
import { drain, logRecord } from '../../support/reference/run.ts';
import { numberOfRuns, timeoutOfRuns } from '../../support/reference/runs.ts';
import { mergeOf } from './support.ts';

test('a merge stage restored from a checkpoint goes on with the same bytes, from every point of a log', {
  timeout: timeoutOfRuns(),
}, async () => {
  await fc.assert(
    fc.asyncProperty(mergeSettings, mergedLog(25), mergeSettings, fc.nat(25), async (settings, records, other, at) => {
      const payload = Buffer.from(JSON.stringify({ revision: 1, settings: other }));
      const changed = records
        .toSpliced(at, 0, { sequence: 0, arrival: 0, kind: 'settings', payload })
        .map((record, i) => logRecord({ ...record, sequence: i + 1 }));
      const whole = mergeOf(settings);
      for (const record of changed) whole.take(record);
      const results = drain(whole);

      const stage = mergeOf(settings);
      const checkpoints = new Checkpoints(mergeOf);
      for (let taken = 0; taken <= changed.length; taken++) {
        const frozen = stateOf(stage);
        checkpoints.begin(stage, taken % 4 === 0);
        const next = changed[taken];
        // Taken while the checkpoint is written: not in it.
        if (next !== undefined) stage.take(next);
        const head = await checkpoints.advance(stage, Number.MAX_SAFE_INTEGER);
        if (head === undefined) throw new Error('the checkpoint is not whole');
        const restored = await checkpoints.restored(head);
        expect(stateOf(restored)).toEqual(frozen);
        for (const record of changed.slice(taken)) restored.take(record);
        expect(drain(restored)).toEqual(results.filter(({ input }) => input > taken));
      }
    }),
    { numRuns: numberOfRuns(60) },
  );
});
