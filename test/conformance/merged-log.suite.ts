import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Log, LogName, LogRecord, NewRecord } from '../../connectors/log.ts';
import type { LogHarness } from './log.suite.ts';

const MERGED: LogName = { tenant: 'customer1', partition: 'merge', count: 2, direction: 'input' };
const KEY = '1161115040-141-312';
const NEVER = new AbortController().signal;

function result(kind: string, text: string, input: number, key = KEY): NewRecord {
  return { kind, key, payload: Buffer.from(text), identity: { input, index: 0 } };
}

/** What the log of a merge stage has to do beside the duties of every log, held against one implementation. */
export function mergedLogSuite(name: string, open: () => Promise<LogHarness>): void {
  describe(`merged log: ${name}`, () => {
    let harness: LogHarness;
    let merged: Log;
    let outputs: Log[];

    beforeEach(async () => {
      harness = await open();
      await openAll();
    });
    afterEach(() => harness.cleanup());

    async function openAll(): Promise<void> {
      merged = await harness.store.open(MERGED);
      outputs = [];
      for (const partition of [0, 1]) {
        outputs.push(await harness.store.open({ ...MERGED, partition, direction: 'output' }));
      }
    }

    /** Reads on as the owner from behind `after` until so many records have come. */
    async function readAs(epoch: number, after: number, count: number): Promise<LogRecord[]> {
      await merged.own(epoch, after);
      const records: LogRecord[] = [];
      while (records.length < count) {
        const last = records.at(-1)?.sequence ?? after;
        const found = await merged.read(last + 1, 100);
        records.push(...found);
        if (found.length === 0) await merged.wait(last, 1000, NEVER);
      }
      return records;
    }

    test('has the results of some kinds of every partition, those of one in its order', async () => {
      const [first, second] = outputs as [Log, Log];
      await first.append([
        result('statistics', 's', 1),
        result('window', 'a', 2),
        { kind: 'fence', payload: Buffer.of() },
      ]);
      await second.append([result('partial', 'b', 1), result('window', 'c', 1, 'x_1-2-3')]);
      await first.append([result('alert', 'd', 3), result('window', 'e', 4)]);
      const records = await readAs(1, 0, 4);
      const seen = records.map(({ kind, payload, identity }) => `${kind} ${Buffer.from(payload)} ${identity?.input}`);
      expect(records.find(({ kind }) => kind === 'partial')?.key).toBe(KEY);
      expect(seen.filter((text) => /[ae]/.test(text.split(' ')[1] ?? ''))).toEqual(['window a 2', 'window e 4']);
      expect(seen.filter((text) => /[bc]/.test(text.split(' ')[1] ?? ''))).toEqual(['partial b 1', 'window c 1']);
      expect(
        records
          .filter(({ kind }) => kind === 'window')
          .map(({ key }) => key)
          .sort(),
      ).toEqual([KEY, KEY, 'x_1-2-3']);
      for (const [i, { sequence }] of records.entries())
        if (i > 0) expect(sequence).toBeGreaterThan(records[i - 1]?.sequence ?? 0);
    });

    test('has each of them once, whoever reads it how often, and the same in the same place', async () => {
      const [first, second] = outputs as [Log, Log];
      await first.append([result('window', 'a', 1), result('window', 'b', 2)]);
      const before = await readAs(1, 0, 2);
      await harness.reopen();
      await openAll();
      await (outputs[1] ?? second).append([result('window', 'c', 1)]);
      await (outputs[0] ?? first).append([result('window', 'd', 3)]);
      const after = await readAs(2, 0, 4);
      expect(after.slice(0, 2)).toEqual(before);
      expect(after.map(({ payload }) => Buffer.from(payload).toString()).sort()).toEqual(['a', 'b', 'c', 'd']);
      const again = await readAs(3, after[1]?.sequence ?? 0, 2);
      expect(again).toEqual(after.slice(2));
    });

    test('has what its owner appends between them', async () => {
      await outputs[0]?.append([result('window', 'a', 1)]);
      const [copy] = await readAs(1, 0, 1);
      await merged.append([
        { kind: 'tick', payload: Buffer.of() },
        { kind: 'settings', payload: Buffer.from('{}') },
      ]);
      await outputs[1]?.append([result('window', 'b', 1)]);
      const rest = await readAs(2, copy?.sequence ?? 0, 3);
      expect(rest.map(({ kind }) => kind).sort()).toEqual(['settings', 'tick', 'window']);
    });

    test('wakes its owner when a partition has a result', async () => {
      await merged.own(1, 0);
      expect(await merged.read(1, 10)).toEqual([]);
      const started = performance.now();
      const woken = merged.wait(0, 60_000, NEVER);
      await outputs[1]?.append([result('window', 'a', 1)]);
      await woken;
      expect(performance.now() - started).toBeLessThan(30_000);
      expect(await readAs(2, 0, 1)).toHaveLength(1);
    });
  });
}
