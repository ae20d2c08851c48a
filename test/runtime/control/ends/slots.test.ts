import { expect, test } from 'vitest';
import { Slots } from '../../../../runtime/control/ends/slots.ts';
import { RetryLater } from '../../../../runtime/control/retry-later.ts';

function statusOf(take: () => unknown): number {
  try {
    take();
    return 200;
  } catch (thrown) {
    return thrown instanceof RetryLater ? thrown.status : 0;
  }
}

test('a tenant has so many slots, all together have so many, and one given back is free once', () => {
  const slots = new Slots('requests', 3, 2);
  const [first, second] = [slots.take('a'), slots.take('a')];
  expect(statusOf(() => slots.take('a'))).toBe(429);
  const third = slots.take('b');
  expect(statusOf(() => slots.take('c'))).toBe(503);
  first();
  first();
  const fourth = slots.take('c');
  expect(statusOf(() => slots.take('b'))).toBe(503);
  for (const leave of [second, third, fourth]) leave();
  for (let i = 0; i < 2; i++) slots.take('a');
  expect(statusOf(() => slots.take('b'))).toBe(200);
});
