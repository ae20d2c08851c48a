import { expect, test } from 'vitest';
import { Suppression } from '../../../runtime/delivery/suppression.ts';

test('suppresses what is there up to the newest result, by input and then by index', () => {
  const suppression = new Suppression({ input: 3, index: 1 });
  const admitted = [
    [2, 9],
    [3, 0],
    [3, 1],
    [3, 2],
    [4, 0],
  ].map(([input = 0, index = 0]) => suppression.admits(input, index));
  expect(admitted).toEqual([false, false, false, true, true]);
  expect([suppression.suppressed, suppression.filled]).toEqual([3, 0]);
});

test('sends what is missing before others that are there, and nothing that is vouched for', () => {
  const from = { input: 3, index: 0, at: 12 };
  const suppression = new Suppression({ input: 5, index: 0, from, further: new Set(['3.2', '5.0']) });
  const asked = [
    [2, 0],
    [3, 0],
    [3, 1],
    [3, 2],
    [4, 0],
    [5, 0],
    [5, 1],
  ];
  expect(asked.map(([input = 0, index = 0]) => suppression.admits(input, index))).toEqual([
    false,
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
  expect([suppression.suppressed, suppression.filled]).toEqual([4, 2]);
});
