import { describe, expect, test } from 'vitest';
import { durationText, sizeText } from '../../../config/schema/units.ts';
import { parseDuration, parseSize } from '../../../runtime/base/units.ts';

describe('durationText', () => {
  test.each([
    [0, '0s'],
    [1, '1ms'],
    [1500, '1500ms'],
    [90_000, '90s'],
    [60_000, '1m'],
    [129_600_000, '36h'],
    [604_800_000, '7d'],
  ])('%d: %s, and back', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
    expect(parseDuration(text)).toBe(milliseconds);
  });
});

describe('sizeText', () => {
  test.each([
    [0, '0B'],
    [100_001, '100001B'],
    [65_536, '64KiB'],
    [1024 ** 3, '1GiB'],
  ])('%d: %s, and back', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
    expect(parseSize(text)).toBe(bytes);
  });
});
