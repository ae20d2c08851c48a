import { describe, expect, it } from 'vitest';
import { formatCount, formatDuration, formatSize, parseDuration, parseSize } from '../../../runtime/base/units.ts';

describe('durations', () => {
  it.each([
    ['250ms', 250],
    ['5s', 5000],
    ['1.5m', 90_000],
    ['2min', 120_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    [' 5 s ', 5000],
    ['0s', 0],
    ['0.1s', 100],
    ['1.1s', 1100],
  ])('reads %j as %d milliseconds', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  it.each(['', '5', 's', '-5s', '+5s', '5 sec', '5S', '1e3s', '.5s', '5.s', '1h30m', '5toString', '5constructor'])(
    'finds none in %j',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );

  it.each([
    [0, '0ms'],
    [250.4, '250ms'],
    [999.4, '999ms'],
    [999.6, '1s'],
    [1500, '1.5s'],
    [9960, '10s'],
    [59_400, '59s'],
    [59_999, '1m'],
    [60_000, '1m'],
    [95_000, '1m 35s'],
    [3_599_999, '59m 59s'],
    [3_600_000, '1h'],
    [5_400_000, '1h 30m'],
    [90_000_000, '1d 1h'],
    [Number.POSITIVE_INFINITY, '-'],
    [Number.NaN, '-'],
  ])('shows %d milliseconds as %j', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
});

describe('sizes', () => {
  it.each([
    ['512', 512],
    [' 512 ', 512],
    ['64KiB', 65_536],
    ['1GiB', 1_073_741_824],
    ['10MB', 10_000_000],
    ['10 kB', 10_000],
    ['1.5MiB', 1_572_864],
  ])('reads %j as %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  it.each(['', '-1', 'KiB', '1kib', '1TB', '0x10', '1e3', '1.5', '5valueOf'])('finds none in %j', (text) =>
    expect(parseSize(text)).toBeUndefined(),
  );

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [10_200, '10 KiB'],
    [1_048_575, '1 MiB'],
    [1_073_741_824, '1 GiB'],
    [5_000 * 1024 ** 4, '5000 TiB'],
  ])('shows %d bytes as %j', (bytes, text) => expect(formatSize(bytes)).toBe(text));
});

it('groups the digits of counts', () =>
  expect([1234567, 999, 999.6].map(formatCount)).toEqual(['1,234,567', '999', '1,000']));
