import { expect, test } from 'vitest';
import { plainScreen } from '../../../../runtime/cli/render/screen.ts';
import { drawWindows } from '../../../../runtime/cli/render/windows-drawing.ts';

const at = (time: string) => Date.parse(`2017-02-19T${time}Z`);
const screen = { ...plainScreen, width: 58 };

test('windows on a common axis, full up to the watermark', () => {
  const windows = [
    { start: at('14:20:00'), end: at('14:20:20'), count: 2 },
    { start: at('14:20:10'), end: at('14:20:30'), count: 12 },
    { start: at('14:20:20'), end: at('14:20:40'), count: 10 },
  ];
  expect(drawWindows(windows, { watermark: at('14:20:15'), threshold: 10 }, { ...plainScreen, width: 67 })).toEqual([
    '                                          ▼ watermark 14:20:15',
    '14:20:00 - 14:20:20   2    ███████████████░░░░░',
    '14:20:10 - 14:20:30  12 !            █████░░░░░░░░░░░░░░░',
    '14:20:20 - 14:20:40  10                        ░░░░░░░░░░░░░░░░░░░░',
    '2017-02-19                 14:20:00                        14:20:40',
  ]);
});

test('the watermark at an edge of the axis, and beyond it', () => {
  const windows = [{ start: at('14:20:00'), end: at('14:20:30'), count: 1 }];
  const mark = (watermark: number | null) => drawWindows(windows, { watermark, threshold: 5 }, screen)[0]?.trimEnd();
  const indent = ' '.repeat(26);
  expect(mark(at('14:20:30'))).toBe(`${indent}            watermark 14:20:30 ▼`);
  expect(mark(at('14:20:00'))).toBe(`${indent}▼ watermark 14:20:00`);
  expect(mark(at('14:19:59'))).toBe(`${indent}◀ watermark 14:19:59`);
  expect(mark(at('15:00:00'))).toBe(`${indent}            watermark 15:00:00 ▶`);
  expect(mark(null)).toBe('14:20:00 - 14:20:30  1    ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░');
});

test('windows of several days, of less than a second, of no length', () => {
  const days = [{ start: at('23:59:50'), end: at('23:59:50') + 60_000, count: 1 }];
  expect(drawWindows(days, { watermark: at('23:59:55'), threshold: 5 }, screen).slice(1)).toEqual([
    '02-19 23:59:50 - 02-20 00:00:50  1    ██░░░░░░░░░░░░░░░░░░',
    '2017-02-19                            02-19 23:59:50',
  ]);
  const short = [{ start: at('14:20:00.250'), end: at('14:20:00.500'), count: 1 }];
  expect(drawWindows(short, { watermark: at('14:20:00.250'), threshold: 5 }, screen)[1]).toBe(
    '14:20:00.250 - 14:20:00.500  1    ░░░░░░░░░░░░░░░░░░░░░░░░',
  );
  const moment = [{ start: at('14:20:00'), end: at('14:20:00'), count: 1 }];
  expect(drawWindows(moment, { watermark: at('14:20:01'), threshold: 0 }, screen)).toEqual([
    `${' '.repeat(26)}            watermark 14:20:01 ▶`,
    '14:20:00 - 14:20:00  1 !  █',
    '2017-02-19                14:20:00                14:20:00',
  ]);
});
