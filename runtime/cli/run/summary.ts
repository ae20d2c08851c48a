import { formatCount, formatSize } from '../../base/units.ts';
import type { Screen } from '../render/screen.ts';
import { fields } from '../render/table.ts';

/** What `millrace run --json` prints. */
export interface RunSummary {
  /** Valid events. */
  readonly events: number;
  readonly wrong: number;
  /** Results on the `late` output. */
  readonly late: number;
  readonly keys: number;
  /** By output. */
  readonly results: Readonly<Record<string, number>>;
  /** From the start of the process to the last byte written. */
  readonly seconds: number;
  /** Of all threads together. */
  readonly cpuSeconds: number;
  readonly maxRssBytes: number;
}

/** A summary for people. */
export function summaryLines(summary: RunSummary, screen: Screen): readonly string[] {
  const { events, wrong, late, keys, results, seconds, cpuSeconds, maxRssBytes } = summary;
  const outputs = Object.entries(results).map(([output, count]) => `${formatCount(count)} ${output}`);
  const rows: readonly (readonly [string, string])[] = [
    ['events', formatCount(events)],
    ['wrong lines', formatCount(wrong)],
    ['late', formatCount(late)],
    ['keys', formatCount(keys)],
    ['results', outputs.join(', ') || 'none'],
    [
      'seconds',
      `${seconds.toFixed(2)} (${formatCount((events + wrong) / seconds)} lines/s, ${cpuSeconds.toFixed(2)} s of CPU)`,
    ],
    ['memory', `${formatSize(maxRssBytes)} at most`],
  ];
  return fields(rows, screen);
}
