import type { Period } from '../archive.ts';

const DAY = 86_400_000;

/** The day of a time: days since 1970-01-01Z. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY);
}

/** The days that a period has a part of. */
export function daysOf({ from, to }: Period): readonly number[] {
  const first = dayOf(from);
  return Array.from({ length: Math.max(0, Math.ceil(to / DAY) - first) }, (_, i) => first + i);
}
