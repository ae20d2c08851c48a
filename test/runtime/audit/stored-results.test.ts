import { expect, test } from 'vitest';
import { MemoryLogStore } from '../../../connectors/memory/log-store.ts';
import { StoredResults } from '../../../runtime/audit/stored-results.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { limits } from '../../../runtime/base/limits.ts';

const name = { tenant: 't', partition: 0, count: 1, direction: 'output' } as const;
const payload = Buffer.from('{}');
const result = (input: number) => ({ kind: 'statistics', payload, identity: { input, index: 0 } });

async function logOf(results: number) {
  const logs = new MemoryLogStore(new ManualClock(0));
  const log = await logs.open(name);
  for (let input = 1; input <= results; input++) await log.append([result(input)]);
  return log;
}

test('what owners write for each other is no result, unless it has an identity', async () => {
  const log = await logOf(1);
  const progress = Buffer.from(JSON.stringify({ input: 7, index: 2 }));
  await log.append([
    { kind: 'fence', payload },
    { kind: 'gap', payload },
    { kind: 'progress', payload: progress },
    { kind: 'progress', payload: Buffer.from('no JSON') },
    { ...result(2), kind: 'progress' },
    { kind: 'statistics', payload },
  ]);
  const stored = new StoredResults(log);
  expect((await stored.read())?.map(({ kind, identity }) => [kind, identity?.input])).toEqual([
    ['statistics', 1],
    ['progress', 2],
    ['statistics', undefined],
  ]);
  expect(await stored.read()).toBeUndefined();
  expect(stored.told).toEqual({ input: 7, index: 2 });
  expect(await stored.remembered()).toEqual({ input: 2, index: 0 });
});

test('results that are dropped while they are about to be read are not taken for missing', async () => {
  const log = await logOf(2 * limits.sliceRecords);
  const stored = new StoredResults(log);
  expect(await stored.isCut()).toBe(false);
  expect((await stored.read())?.length).toBe(limits.sliceRecords);
  await log.trim({ bytes: 100, age: 0 }, limits.sliceRecords + 5);
  await expect(stored.read()).rejects.toThrow('log-gap');
  const later = new StoredResults(log);
  expect(await later.isCut()).toBe(true);
  expect((await later.read())?.[0]?.sequence).toBe(limits.sliceRecords + 6);
});

test('a log that is not there is empty', async () => {
  const stored = new StoredResults(undefined);
  expect([await stored.isCut(), await stored.read(), await stored.remembered()]).toEqual([false, undefined, undefined]);
});
