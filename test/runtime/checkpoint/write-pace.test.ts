import { expect, test } from 'vitest';
import { WritePace } from '../../../runtime/checkpoint/write-pace.ts';

test('writes are followed by rests in proportion, until half of the interval is over', () => {
  const pace = new WritePace(10_000);
  expect(pace.restAfter(20, 20)).toBe(60);
  expect(pace.restAfter(2000, 2000)).toBe(3000);
  expect(pace.restAfter(20, 4990)).toBe(10);
  expect(pace.restAfter(20, 5000)).toBe(0);
  expect(pace.restAfter(20, 60_000)).toBe(0);
});

test('whoever waits for a checkpoint waits for no rests', () => {
  const pace = new WritePace(10_000);
  pace.hurry();
  expect(pace.restAfter(20, 20)).toBe(0);
});
