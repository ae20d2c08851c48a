import { expect, test } from 'vitest';
import { redriveLines } from '../../../../runtime/cli/render/redrive-lines.ts';
import { plainScreen } from '../../../../runtime/cli/render/screen.ts';

const rows = [
  { partition: 0, redriven: 1200, already: 3, gone: 1, orphaned: 0, timers: 0 },
  { partition: 'ingest', redriven: 0, already: 0, gone: 1, orphaned: 2, timers: 4 },
] as const;

test('a redrive is a table, what it comes to, and what could not be sent with its code', () => {
  expect(redriveLines(rows, { tenant: 'customer1', isDry: false }, plainScreen)).toEqual([
    'partition         redriven  already  original gone  no analytic  of timers',
    'customer1/0          1,200        3              1            0          0',
    'customer1/ingest         0        0              1            2          4',
    '1200 set-aside records sent back in.',
    'original-gone: 2 records: the input log no longer holds the original, send the lines anew with `millrace send` if you have them',
    'actor-not-found: 2 records: the analytic that threw is not in the configuration, name it there under its id',
  ]);
});

test('a dry run says what would be', () => {
  const [head, , end] = redriveLines(rows.slice(0, 1), { tenant: 'customer1', isDry: true }, plainScreen);
  expect(head).toContain('to redrive');
  expect(end).toBe('1200 set-aside records would be sent back in.');
});
