import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { limits } from '../../../runtime/base/limits.ts';
import type { LogHarness } from '../../conformance/log.suite.ts';
import { INPUT, sqliteLogs } from './harness.ts';

let harness: LogHarness;
beforeEach(async () => {
  harness = await sqliteLogs();
});
afterEach(async () => {
  vi.useRealTimers();
  await harness.cleanup();
});

it('wakes its own readers at once, without waiting for the next look', async () => {
  const log = await harness.store.open(INPUT);
  vi.useFakeTimers();
  const waiting = log.wait(0, 1_000_000, new AbortController().signal);
  await log.append([{ kind: 'event', payload: Buffer.from('a') }]);
  await waiting;
  expect(vi.getTimerCount()).toBe(0);
});

it('reads no more than some megabytes at a time', async () => {
  const log = await harness.store.open(INPUT);
  const payload = new Uint8Array(limits.readBytes / 2);
  for (let i = 0; i < 4; i++) await log.append([{ kind: 'event', payload }]);
  expect((await log.read(1, 100)).map(({ sequence }) => sequence)).toEqual([1, 2]);
});
