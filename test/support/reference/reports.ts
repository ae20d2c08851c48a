import { linesOf, parseLine, type RefLine } from './line.ts';
import type { RefRecord } from './reference.ts';

/** Of which events of an input, and by what they are counted. */
export interface RefReport {
  readonly name: (event: RefLine) => number;
  readonly wanted?: (event: RefLine) => boolean;
  readonly from: number;
  readonly to: number;
}

/** Activations counted from the lines of an input themselves: most first, then by number. */
export function referenceReport(
  records: readonly RefRecord[],
  { name, wanted, from, to }: RefReport,
): [number, number][] {
  const counts = new Map<number, number>();
  for (const { kind, payload } of records) {
    if (kind !== 'event') continue;
    for (const line of linesOf(payload)) {
      const event = parseLine(line);
      if (event === undefined || !event.active || event.time < from || event.time >= to) continue;
      if (wanted?.(event) === false) continue;
      counts.set(name(event), (counts.get(name(event)) ?? 0) + 1);
    }
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || a - b);
}
