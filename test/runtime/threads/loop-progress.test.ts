import { expect, test } from 'vitest';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { LoopProgress } from '../../../runtime/threads/loop-progress.ts';
import type { PartitionStatus } from '../../../runtime/threads/protocol.ts';

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
