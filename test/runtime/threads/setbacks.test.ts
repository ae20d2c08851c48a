import { expect, test } from 'vitest';
import { limits } from '../../../runtime/base/limits.ts';
import { Setbacks } from '../../../runtime/threads/setbacks.ts';

test('a failure after a moment belongs to the row, one after a while of taking input begins another', () => {
  const setbacks = new Setbacks();
  expect(setbacks.failed(1000)).toEqual({ pause: limits.retryMilliseconds, since: 1000, count: 1 });
  expect(setbacks.failed(1100)).toEqual({ pause: 2 * limits.retryMilliseconds, since: 1000, count: 2 });
  setbacks.runs(2000);
  expect(setbacks.failed(2000 + limits.steadyMilliseconds - 1)).toMatchObject({ since: 1000, count: 3 });
  setbacks.runs(50_000);
  const later = 50_000 + limits.steadyMilliseconds;
  expect(setbacks.failed(later)).toEqual({ pause: limits.retryMilliseconds, since: later, count: 1 });
  for (let i = 0; i < 20; i++) setbacks.failed(later + i);
  expect(setbacks.failed(later + 20).pause).toBe(limits.retryMillisecondsMost);
});
