import fc from 'fast-check';
import { expect, test } from 'vitest';
import { log, tenantSettings } from '../../support/reference/arbitraries.ts';
import { Checkpoints } from '../../support/reference/checkpoints.ts';
import { drain, logRecord } from '../../support/reference/run.ts';
import { numberOfRuns, timeoutOfRuns } from '../../support/reference/runs.ts';
import { ingestOf } from './support.ts';

test('an ingest stage restored from a checkpoint goes on with the same bytes, from every point of a log', {
  timeout: timeoutOfRuns(),
}, async () => {
  await fc.assert(
    fc.asyncProperty(tenantSettings, log(25), tenantSettings, fc.nat(25), async (settings, records, other, at) => {
      const payload = Buffer.from(JSON.stringify({ revision: 1, settings: other }));
      const changed = records
        .toSpliced(at, 0, { sequence: 0, arrival: 0, kind: 'settings', payload })
        .map((record, i) => logRecord({ ...record, sequence: i + 1 }));
      const whole = ingestOf(settings);
      for (const record of changed) whole.take(record);
      const results = drain(whole);

      const stage = ingestOf(settings);
      const checkpoints = new Checkpoints((inForce) => ingestOf(inForce));
      for (let taken = 0; taken <= changed.length; taken++) {
        checkpoints.begin(stage, taken % 4 === 0);
        const next = changed[taken];
        // Taken while the checkpoint is written: not in it.
        if (next !== undefined) stage.take(next);
        const head = await checkpoints.advance(stage, 1);
        if (head === undefined) throw new Error('the checkpoint is not whole');
        const restored = await checkpoints.restored(head);
        for (const record of changed.slice(taken)) restored.take(record);
        expect(drain(restored)).toEqual(results.filter(({ input }) => input > taken));
        expect(restored.freeze()).toEqual(whole.freeze());
      }
    }),
    { numRuns: numberOfRuns(100) },
  );
});
