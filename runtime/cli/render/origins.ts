import { formatCount } from '../../base/units.ts';
import type { Origin } from '../../control/inspection.ts';
import { counted } from '../words.ts';
import { ago, clean, figure, utc } from './words.ts';

/** Checkpoints named one by one, at most. */
const NAMED = 16;

/** Says of what was read from checkpoints that it was, and from which; nothing of what is live. */
export function originLines(origins: readonly Origin[] | undefined, now: number): string[] {
  if (origins === undefined) return [];
  const notes = origins.flatMap(notesOf);
  const head = 'No runtime runs: this is from the last checkpoints.';
  if (origins.length > NAMED) return [head, `  ${spanOf(origins, now)}`, ...notes];
  return [head, ...origins.map((origin) => `  ${placeOf(origin)}  ${checkpointWords(origin, now)}`), ...notes];
}

/** `checkpoint 12 at input 4,711, taken 2026-11-24 11:40:02 UTC (3m ago)`. */
export function checkpointWords({ checkpoint }: Origin, now: number): string {
  if (checkpoint === null) return 'no checkpoint that can be used';
  const { number, sequence, takenAt } = checkpoint;
  return `checkpoint ${number} at input ${figure(sequence)}, taken ${utc(takenAt)} UTC (${ago(takenAt, now)})`;
}

export function notesOf(origin: Origin): string[] {
  return origin.notes.map((note) => `${placeOf(origin)}: ${clean(note)}`);
}

function spanOf(origins: readonly Origin[], now: number): string {
  const times = origins.flatMap(({ checkpoint }) => checkpoint?.takenAt ?? []).toSorted((a, b) => a - b);
  const [oldest, newest] = [times[0], times.at(-1)];
  const without = origins.length - times.length;
  const missing = without === 0 ? '' : `, ${formatCount(without)} without one`;
  if (oldest === undefined || newest === undefined)
    return `${counted(origins.length, 'partition')} without a checkpoint`;
  return `${counted(times.length, 'checkpoint')}, taken ${ago(oldest, now)} to ${ago(newest, now)}${missing}`;
}

function placeOf({ tenant, partition }: Origin): string {
  return `${tenant}/${partition}`;
}
