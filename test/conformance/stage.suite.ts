import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TenantSettings } from '../../actors/settings.ts';
import type { Stage } from '../../runtime/partition/stage.ts';
import { log, quotaSettings } from '../support/reference/arbitraries.ts';
import { Checkpoints } from '../support/reference/checkpoints.ts';
import type { RefRecord } from '../support/reference/reference.ts';
import { drain, logRecord } from '../support/reference/run.ts';
import { numberOfRuns, timeoutOfRuns } from '../support/reference/runs.ts';

/** All that a status says of a stage. */
function seenOf({ sequence, settings, quality, waitsForTime, watermark, logTime, actors }: Stage): unknown {
  return structuredClone({ sequence, settings, quality, waitsForTime, watermark, logTime, actors });
}

/** What every kind of stage has to do for its owner. @param make a fresh one. */
export function stageSuite(what: string, make: (settings: TenantSettings) => Stage): void {
  function taken(settings: TenantSettings, records: readonly RefRecord[]): Stage {
    const stage = make(settings);
    for (const record of records) stage.take(logRecord(record));
    return stage;
  }

  describe(`${what}, as its owner sees it`, { timeout: timeoutOfRuns() }, () => {
    test('stands at the newest record it has taken', () => {
      fc.assert(
        fc.property(quotaSettings, log(20), (settings, records) => {
          const stage = make(settings);
          expect(stage.sequence).toBe(0);
          for (const record of records) {
            stage.take(logRecord(record));
            expect(stage.sequence).toBe(record.sequence);
          }
        }),
        { numRuns: numberOfRuns(50) },
      );
    });

    test('gives the same results where a log leaves numbers out, whoever says so', () => {
      fc.assert(
        fc.property(quotaSettings, log(30), fc.array(fc.nat(3), { minLength: 30 }), (settings, records, gaps) => {
          const stage = make(settings);
          let before = 0;
          const sequences = new Map<number, number>();
          for (const [i, record] of records.entries()) {
            const gap = gaps[i % gaps.length] ?? 0;
            if (gap % 2 === 1) stage.passTo(before + gap);
            before += gap + 1;
            sequences.set(record.sequence, before);
            stage.take(logRecord({ ...record, sequence: before }));
          }
          const whole = drain(taken(settings, records));
          const renumbered = whole.map(({ input, json, ...result }) => {
            const proof = json.replaceAll(/(?<=,"(?:First|Last) input":)\d+/g, (n) => String(sequences.get(Number(n))));
            return { ...result, input: sequences.get(input), json: proof };
          });
          expect(drain(stage)).toEqual(renumbered);
        }),
        { numRuns: numberOfRuns(200) },
      );
    });

    test('passes and skips records, which changes nothing but where it stands', () => {
      fc.assert(
        fc.property(quotaSettings, log(20), fc.integer({ min: 1, max: 9 }), (settings, records, further) => {
          const stage = taken(settings, records);
          const [seen, last] = [seenOf(stage), stage.sequence];
          stage.passTo(last + further);
          expect(seenOf(stage)).toEqual({ ...(seen as object), sequence: last + further });
          stage.passTo(last);
          expect(stage.sequence).toBe(last + further);
          stage.skipTo(last + 2 * further);
          expect(seenOf(stage)).toEqual({ ...(seen as object), sequence: last + 2 * further });
          expect(stage.freeze(true, () => undefined).head.sequence).toBe(last + 2 * further);
        }),
        { numRuns: numberOfRuns(50) },
      );
    });

    test('passes over a record of a kind that it does not know', () => {
      const [settings] = fc.sample(quotaSettings, 1) as [TenantSettings];
      const stage = taken(settings, fc.sample(log(20), 1)[0] as readonly RefRecord[]);
      const [seen, results, sequence] = [seenOf(stage), stage.outbox.count, stage.sequence + 1];
      stage.take(logRecord({ sequence, arrival: 9_999_999_999_999, kind: 'unheard', payload: Buffer.from('a\nb') }));
      expect([seenOf(stage), stage.outbox.count]).toEqual([{ ...(seen as object), sequence }, results]);
    });

    test('keeps the keys of its results until they have been published', () => {
      fc.assert(
        fc.property(quotaSettings, log(20), (settings, records) => {
          const stage = taken(settings, records);
          const read = () => [...stage.outbox.results()].map((one) => [one.output, stage.keyOf(one)]);
          const results = read();
          expect(results).toHaveLength(stage.outbox.count);
          for (const [output, key] of results) expect(key === '').toBe(output === 'error');
          expect(read()).toEqual(results);
          stage.clearOutbox();
          expect([stage.outbox.count, stage.outbox.bytes, [...stage.outbox.results()]]).toEqual([0, 0, []]);
        }),
        { numRuns: numberOfRuns(100) },
      );
    });

    test('takes new settings from their record on', () => {
      fc.assert(
        fc.property(quotaSettings, quotaSettings, (first, second) => {
          const stage = make(first);
          expect(stage.settings).toEqual(first);
          const payload = Buffer.from(JSON.stringify({ revision: 1, settings: second }));
          stage.take(logRecord({ sequence: 1, arrival: 1, kind: 'settings', payload }));
          expect(stage.settings).toEqual(second);
        }),
        { numRuns: numberOfRuns(50) },
      );
      const [settings] = fc.sample(quotaSettings, 1) as [TenantSettings];
      const worthless = [
        '',
        '{}',
        'null',
        '{"settings":{"analytics":[]}}',
        '{"settings":{"input":{"format":"bts-csv"}}}',
      ];
      const almost = JSON.stringify({ settings: { ...settings, analytics: [{}] } });
      for (const text of [...worthless, almost]) {
        const damaged = logRecord({ sequence: 7, arrival: 1, kind: 'settings', payload: Buffer.from(text) });
        expect(() => make(settings).take(damaged)).toThrow(/settings-damaged.*input 7/);
      }
    });

    test('is after a restore as it was at the freeze, whatever came since', async () => {
      await fc.assert(
        fc.asyncProperty(quotaSettings, log(15), log(15), async (settings, records, later) => {
          const stage = taken(settings, records);
          const seen = seenOf(stage);
          const checkpoints = new Checkpoints(make);
          checkpoints.begin(stage, true);
          for (const record of later) stage.take(logRecord({ ...record, sequence: stage.sequence + 1 }));
          const head = await checkpoints.advance(stage, Number.MAX_SAFE_INTEGER);
          if (head === undefined) throw new Error('the checkpoint is not whole');
          expect(seenOf(await checkpoints.restored(head))).toEqual(seen);
        }),
        { numRuns: numberOfRuns(100) },
      );
    });

    test('takes its next checkpoint after one that was given up', async () => {
      const [settings] = fc.sample(quotaSettings, 1) as [TenantSettings];
      const stage = make(settings);
      stage.freeze(true, () => undefined);
      stage.abandonFreeze();
      const checkpoints = new Checkpoints(make);
      checkpoints.begin(stage, true);
      const head = await checkpoints.advance(stage, 10);
      expect(head?.sequence).toBe(0);
    });
  });
}
