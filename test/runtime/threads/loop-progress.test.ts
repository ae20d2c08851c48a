import { expect, test } from 'vitest';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { limits } from '../../../runtime/base/limits.ts';
import { noCheckpointTime } from '../../../runtime/checkpoint/checkpoint-time.ts';
import { noQuality } from '../../../runtime/partition/quality.ts';
import { LoopProgress } from '../../../runtime/threads/loop-progress.ts';
import type { PartitionStatus } from '../../../runtime/threads/protocol.ts';
import { noDelays } from '../../../runtime/threads/rates.ts';
import type { Held } from '../../../runtime/threads/take-over.ts';

test('tells what is waited for once, and since when it began', () => {
  const told: PartitionStatus[] = [];
  const clock = new ManualClock(1000);
  const progress = new LoopProgress((status) => told.push(status), clock);
  const waits = () => told.at(-1)?.waitsFor;
  progress.waits('store-full', 'no room');
  expect(waits()).toEqual({ code: 'store-full', what: 'no room', since: 1000 });
  clock.advance(500);
  progress.waits('store-full', 'no room');
  expect(told).toHaveLength(1);
  progress.waits('store-full', 'no room at all');
  expect(waits()).toEqual({ code: 'store-full', what: 'no room at all', since: 1000 });
  progress.waits('lease', 'other owns it');
  expect(waits()?.since).toBe(1500);
  progress.waits('log-conflict', 'somebody appends', 700);
  expect(waits()?.since).toBe(700);
  progress.phase('recovering');
  expect(told.at(-1)).toMatchObject({ phase: 'recovering', waitsFor: { code: 'log-conflict' } });
  progress.goesOn();
  expect(waits()).toBeNull();
  const before = told.length;
  progress.goesOn();
  expect(told).toHaveLength(before);
});

test('tells nothing twice, and looks less often for more to tell once nothing has changed for a while', () => {
  const told: PartitionStatus[] = [];
  const clock = new ManualClock(1000);
  const progress = new LoopProgress((status) => told.push(status), clock);
  const report = (sequence: number): void => {
    clock.advance(Math.max(0, progress.dueIn(true)));
    const partition = { watermark: 5, logTime: 9, sequence, actors: 1, quality: noQuality(), state: undefined };
    const coordinator = { newest: undefined, time: noCheckpointTime, longestPause: 0 };
    const held = {
      partition,
      epoch: 1,
      replay: { from: 0, upTo: 0 },
      publisher: { last: 0, suppressed: 0 },
      coordinator,
    };
    progress.running(held as unknown as Held, { last: 9, unread: 0 }, { delays: noDelays, wait: undefined });
  };
  progress.phase('recovering');
  clock.advance(1);
  for (let i = 0; i < limits.unchangedReports; i++) report(1);
  expect(told.map(({ phase }) => phase)).toEqual(['recovering', 'running']);
  expect(progress.dueIn(true)).toBe(limits.reportEveryMilliseconds);
  report(1);
  expect(progress.dueIn(true)).toBe(limits.quietReportMilliseconds);
  expect(progress.dueIn(false)).toBe(limits.reportEveryMilliseconds);
  progress.stirs();
  expect(progress.dueIn(true)).toBe(limits.reportEveryMilliseconds);
  report(2);
  report(2);
  expect(told.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
  progress.phase('failed', { code: 'actor-failed', message: 'why', what: 'why', where: '', fix: '' } as never);
  expect(told).toHaveLength(4);
});
