import { describe, expect, test } from 'vitest';
import { editDistance, nearest } from '../../config/nearest.ts';

describe('nearest', () => {
  test.each([
    ['slde', 'slide'],
    ['silde', 'slide'],
    ['Size', 'size'],
    ['kind:', 'kind'],
    ['warning', 'warn'],
    ['colour', undefined],
    ['x', undefined],
  ])('%s: %s', (word, expected) => {
    expect(nearest(word, ['kind', 'size', 'slide', 'warn'])).toBe(expected);
  });
});

describe('editDistance', () => {
  test.each([
    ['', 'abc', 3],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['kitten', 'sitting', 3],
  ])('of %s and %s', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});
