import { formatCount, formatDuration } from '../../base/units.ts';

/** Milliseconds from 1970-01-01Z that a date can show, either way. */
const DATES = 8.64e15;

/** `2017-02-19 14:20:13`, in UTC; `-` for no time. */
export function utc(time: number | null): string {
  return time === null ? '-' : isoOf(time).slice(0, 19).replace('T', ' ');
}

/** `3m 2s ago`; `now` within a second, and where this machine's clock is behind. */
export function ago(time: number, now: number): string {
  return now - time < 1000 ? 'now' : `${formatDuration(now - time)} ago`;
}

/** A number for people: `1,234`, `240.5666667`. */
export function figure(number: number): string {
  if (Number.isSafeInteger(number)) return formatCount(number);
  return String(Number(number.toPrecision(10)));
}

/** Text that came with the data, without what would steer a terminal. */
export function clean(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '\uFFFD');
}

/** `2017-02-19T14:20:13.000Z`; `-` for what is no date. */
export function isoOf(time: number): string {
  return Math.abs(time) <= DATES ? new Date(time).toISOString() : '-';
}
