import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { plainScreen } from '../../../../runtime/cli/render/screen.ts';
import { openProgress, progressText } from '../../../../runtime/cli/run/progress.ts';
import { summaryLines } from '../../../../runtime/cli/run/summary.ts';

const REDRAWN = '\r\x1b[K';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A stream that keeps what is written, as a terminal of some width or as a file. */
function streamOf(columns?: number): { stream: WriteStream; text: () => string } {
  const stream = new PassThrough();
  const properties = columns === undefined ? {} : { isTTY: true, columns };
  return {
    stream: Object.assign(stream, properties) as unknown as WriteStream,
    text: () => String(stream.read() ?? ''),
  };
}

test('a terminal sees a bar, redrawn in place and within its width, and nothing is left of it', () => {
  const { stream, text } = streamOf(40);
  const progress = openProgress(stream, 1000, false);
  progress.show(500);
  expect(text().startsWith(`${REDRAWN}[${'#'.repeat(15)}${' '.repeat(15)}] 50 %`)).toBe(true);
  vi.advanceTimersByTime(99);
  progress.show(501);
  expect(text()).toBe('');
  vi.advanceTimersByTime(1);
  progress.show(750);
  expect(text()).toContain('] 75 %');
  progress.show(1000);
  const last = text();
  expect(last.startsWith(`${REDRAWN}[${'#'.repeat(30)}] `)).toBe(true);
  expect(last).toHaveLength(REDRAWN.length + 39);
  progress.end();
  expect(text()).toBe(REDRAWN);
});

test('elsewhere there is nothing, or lines, a second apart', () => {
  const quiet = streamOf();
  const none = openProgress(quiet.stream, 1000, false);
  none.show(1000);
  none.end();
  expect(quiet.text()).toBe('');
  const asked = streamOf();
  const lines = openProgress(asked.stream, 1000, true);
  for (let bytes = 0; bytes < 500; bytes++) {
    lines.show(bytes);
    vi.advanceTimersByTime(10);
  }
  lines.show(1000);
  lines.end();
  const shares = asked
    .text()
    .trimEnd()
    .split('\n')
    .map((line) => Number.parseInt(line, 10));
  expect(shares).toEqual([0, 10, 20, 30, 40, 100]);
});

test.each([
  [0, 0, '100 %  0 B of 0 B  0 B/s'],
  [512, 2048, '25 %  512 B of 2 KiB  256 B/s'],
  [4096, 2048, '100 %  4 KiB of 2 KiB  2 KiB/s'],
  [2048, undefined, '2 KiB  1 KiB/s'],
])('%i bytes of %s', (bytes, size, expected) => {
  expect(progressText(bytes, size, 2, false)).toBe(expected);
});

test('the summary is a table', () => {
  const summary = {
    events: 1_234_567,
    wrong: 12,
    late: 3,
    keys: 12_000,
    results: { statistics: 1_234_567, error: 12 },
    seconds: 2.5,
    cpuSeconds: 3.25,
    maxRssBytes: 200 * 1024 * 1024,
  };
  expect(summaryLines(summary, plainScreen)).toEqual([
    'events       1,234,567',
    'wrong lines  12',
    'late         3',
    'keys         12,000',
    'results      1,234,567 statistics, 12 error',
    'seconds      2.50 (493,832 lines/s, 3.25 s of CPU)',
    'memory       200 MiB at most',
  ]);
  expect(summaryLines({ ...summary, results: {} }, plainScreen)[4]).toMatch(/^results +none$/);
});
