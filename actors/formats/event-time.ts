import { dayStart, isRealDay } from '../../runtime/base/calendar.ts';

const DASH = 45;
const SPACE = 32;
const COLON = 58;

let cachedDay = -1;
let cachedStart = 0;

/**
 * Milliseconds since 1970-01-01Z of the 23 bytes `yyyy-MM-dd HH:mm:ss UTC` at `at`; NaN when they are no real time. The
 * last day is remembered, as neighbours mostly share it.
 */
export function parseEventTime(b: Uint8Array, at: number): number {
  if (b[at + 4] !== DASH || b[at + 7] !== DASH || b[at + 10] !== SPACE) return Number.NaN;
  if (b[at + 13] !== COLON || b[at + 16] !== COLON || b[at + 19] !== SPACE) return Number.NaN;
  if (b[at + 20] !== 85 || b[at + 21] !== 84 || b[at + 22] !== 67) return Number.NaN;
  const century = twoDigits(b, at);
  const yearOfCentury = twoDigits(b, at + 2);
  const month = twoDigits(b, at + 5);
  const day = twoDigits(b, at + 8);
  const hour = twoDigits(b, at + 11);
  const minute = twoDigits(b, at + 14);
  const second = twoDigits(b, at + 17);
  if ((century | yearOfCentury | month | day | hour | minute | second) < 0) return Number.NaN;
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const year = century * 100 + yearOfCentury;
  const dayNumber = (year * 128 + month) * 128 + day;
  if (dayNumber !== cachedDay) {
    if (!isRealDay(year, month, day)) return Number.NaN;
    cachedDay = dayNumber;
    cachedStart = dayStart(year, month, day);
  }
  return cachedStart + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** Two digits as a number; negative when one is no digit. */
function twoDigits(b: Uint8Array, at: number): number {
  const tens = (b[at] as number) - 48;
  const ones = (b[at + 1] as number) - 48;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
}
