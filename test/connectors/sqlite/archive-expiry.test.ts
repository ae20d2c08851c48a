import { afterEach, beforeEach, expect, test } from 'vitest';
import { SqliteArchive } from '../../../connectors/sqlite/archive.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { removeFolder, temporaryFolder } from './harness.ts';

const HOUR = 3_600_000;
const ALWAYS = { from: 0, to: Number.MAX_SAFE_INTEGER };

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

test('raw events go when they have been kept for long enough, whatever their time; without a term they stay', async () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const archive = new SqliteArchive(folder, {}, clock);
  const raw = (sequence: number, time: number) => ({ sequence, index: 0, time, payload: Buffer.from('x') });
  await archive.putEvents('t', 0, [raw(1, 5)], 2 * HOUR);
  await archive.putEvents('t', 0, [raw(2, 5)]);
  clock.advance(HOUR);
  await archive.putEvents('t', 0, [raw(3, 5)], 2 * HOUR);
  const held = async (): Promise<number[]> => {
    const sequences: number[] = [];
    for await (const page of archive.events('t', 0, ALWAYS)) sequences.push(...page.map(({ sequence }) => sequence));
    return sequences;
  };
  expect(await held()).toEqual([1, 2, 3]);
  clock.advance(HOUR);
  await archive.putEvents('t', 0, [raw(4, 5)], 2 * HOUR);
  expect(await held()).toEqual([2, 3, 4]);
  await archive.close();
});
