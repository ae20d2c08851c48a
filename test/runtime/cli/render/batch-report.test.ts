import { expect, test } from 'vitest';
import type { BatchReport } from '../../../../runtime/batch/report.ts';
import { chartLines, csvLines, olderLine } from '../../../../runtime/cli/render/batch-report.ts';
import { plainScreen } from '../../../../runtime/cli/render/screen.ts';

const report: BatchReport = {
  Report: 'top-alarms',
  From: '2017-02-19T14:00:00.000Z',
  To: '2017-02-20T00:00:00.000Z',
  Rows: [
    { Alarm: 312, Activations: 4000 },
    { Alarm: 9, Activations: 1000 },
    { Alarm: 'door_7', Activations: 25 },
  ],
};

test('a report is drawn with a bar for each row', () => {
  expect(chartLines(report, plainScreen)).toEqual([
    'top-alarms, 2017-02-19 14:00 to 2017-02-20 00:00 UTC',
    ' alarm  activations',
    `   312        4,000  ${'█'.repeat(40)}`,
    `     9        1,000  ${'█'.repeat(10)}`,
    'door_7           25  ▎',
  ]);
});

test('bars become shorter on a narrow screen', () => {
  const lines = chartLines(report, { ...plainScreen, width: 45 });
  expect(lines[2]).toBe(`   312        4,000  ${'█'.repeat(24)}`);
  expect(lines[3]).toBe(`     9        1,000  ${'█'.repeat(6)}`);
});

test('a report without activations says so, hours of none have no bar', () => {
  expect(chartLines({ ...report, Rows: [] }, plainScreen)[1]).toBe('no activations');
  const hours: BatchReport = { ...report, Report: 'active-hours', Rows: [{ Hour: 0, Activations: 0 }] };
  expect(chartLines(hours, plainScreen)[2]).toBe('   0            0');
});

test('a report as comma-separated values', () => {
  expect(csvLines(report)).toEqual(['Alarm,Activations', '312,4000', '9,1000', 'door_7,25']);
});

test('events that are in no hour are told', () => {
  expect(olderLine(0)).toEqual([]);
  expect(olderLine(1)[0]).toMatch(/^1 event of this tenant/);
});
