import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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
