import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberRanges } from '../../../runtime/base/number-ranges.ts';

test('holds what was put in, each once, in as few ranges as can be', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 })), (numbers) => {
      const plain = new Set<number>();
      const ranges = new NumberRanges();
      for (const number of numbers) {
        expect(ranges.add(number)).toBe(!plain.has(number));
        plain.add(number);
      }
      const restored = new NumberRanges(ranges.ranges);
      for (let number = -1; number <= 41; number++) expect(restored.has(number)).toBe(plain.has(number));
      const starts = [...plain].filter((number) => !plain.has(number - 1)).sort((a, b) => a - b);
      expect(ranges.ranges.map(([first]) => first)).toEqual(starts);
    }),
  );
});

test('fills the lowest gap when there are too many', () => {
  const ranges = new NumberRanges([], 3);
  for (const number of [1, 5, 9, 20]) expect(ranges.add(number)).toBe(true);
  expect(ranges.ranges).toEqual([
    [1, 5],
    [9, 9],
    [20, 20],
  ]);
  expect([ranges.has(3), ranges.has(7)]).toEqual([true, false]);
});
