import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayStart, isoTime, isRealDay } from '../../../runtime/base/calendar.ts';

const day = fc.record({
  year: fc.integer({ min: 0, max: 9999 }),
  month: fc.integer({ min: 0, max: 14 }),
  day: fc.integer({ min: 0, max: 33 }),
});

it('knows the days that Date knows, and when they start', () => {
  fc.assert(
    fc.property(day, ({ year, month, day }) => {
      const date = new Date(0);
      date.setUTCFullYear(year, month - 1, day);
      const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
      expect(isRealDay(year, month, day)).toBe(isReal);
      if (isReal) expect(dayStart(year, month, day)).toBe(date.getTime());
    }),
    { numRuns: 20_000 },
  );
});

it.each([
  [2000, true],
  [1900, false],
  [2016, true],
  [2017, false],
  [2100, false],
  [0, true],
])('the year %d has a 29th of February: %s', (year, leap) => expect(isRealDay(year, 2, 29)).toBe(leap));

it('follows one day on the other for 800 years', () => {
  let expected = dayStart(1600, 1, 1);
  for (let year = 1600; year < 2400; year++) {
    for (let month = 1; month <= 12; month++) {
      for (let of = 1; isRealDay(year, month, of); of++) {
        if (dayStart(year, month, of) !== expected) expect([year, month, of]).toBe(expected);
        expected += 86_400_000;
      }
    }
  }
  expect(expected).toBe(Date.UTC(2400, 0, 1));
});

it('spells times with milliseconds', () => expect(isoTime(1_487_514_010_000)).toBe('2017-02-19T14:20:10.000Z'));
