import { formatCount, formatSize } from '../../base/units.ts';

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
export function summaryLines(summary: RunSummary): readonly string[] {
  const { events, wrong, late, keys, results, seconds, cpuSeconds, maxRssBytes } = summary;
  const number = (value: number): string => value.toLocaleString('en');
  const outputs = Object.entries(results).map(([output, count]) => `${number(count)} ${output}`);
  const rows: readonly (readonly [string, string])[] = [
    ['events', number(events)],
    ['wrong lines', number(wrong)],
    ['late', number(late)],
    ['keys', number(keys)],
    ['results', outputs.join(', ') || 'none'],
    [
      'seconds',
      `${seconds.toFixed(2)} (${formatCount((events + wrong) / seconds)} lines/s, ${cpuSeconds.toFixed(2)} s of CPU)`,
    ],
    ['memory', `${formatSize(maxRssBytes)} at most`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(13)}${value}`);
}
