import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Archive, OLDER, type ReportRow } from '../../../connectors/archive.ts';
import { MemoryArchive } from '../../../connectors/memory/archive.ts';
import { type BatchReport, reportOf } from '../../../runtime/batch/report.ts';
import type { ReportQuery } from '../../../runtime/batch/report-query.ts';
import { scanReports } from '../../../runtime/batch/report-scan.ts';

const HOUR = 3_600_000;
const rollup = fc.record({
  station: fc.constantFrom(9, 10, 1161115040),
  sensor: fc.constantFrom(141, 142),
  alarm: fc.constantFrom(1, 2, 3),
  hour: fc.oneof({ weight: 9, arbitrary: fc.nat(50).map((at) => at * HOUR) }, fc.constant(OLDER)),
  events: fc.nat(20),
  activations: fc.nat(20),
});
const period = { from: 5 * HOUR, to: 30 * HOUR };
const queries: readonly ReportQuery[] = [
  { report: 'top-alarms', period, limit: 2 },
  { report: 'top-stations', period, limit: 10 },
  { report: 'top-stations', period, limit: 10, sensor: 141 },
  { report: 'sensor-alarms', period, limit: 10, station: 9 },
  { report: 'active-hours', period, limit: 1 },
  { report: 'active-hours', period, limit: 1, alarm: 2 },
];

test('reports from one pass are those that are asked for one by one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(rollup, { maxLength: 60, size: 'max' }), async (rollups) => {
      const archive = new MemoryArchive();
      await archive.putRollups('t', 0, 1, rollups);
      const scanned = await scanReports(archive, 't', queries, { signal: new AbortController().signal });
      expect(scanned).toEqual(await Promise.all(queries.map(async (query) => await asked(archive, query))));
    }),
    { numRuns: 100 },
  );
});

test('a pass ends at the next page when it is given up', async () => {
  const archive = new MemoryArchive();
  await archive.putRollups('t', 0, 1, [
    { station: 9, sensor: 141, alarm: 1, hour: period.from, events: 1, activations: 1 },
  ]);
  await expect(
    scanReports(archive, 't', queries, { signal: AbortSignal.abort(new Error('given up')) }),
  ).rejects.toThrow('given up');
});

test('a pass is told how far it is', async () => {
  const archive = new MemoryArchive();
  const row = { station: 9, sensor: 141, alarm: 1, hour: period.from, events: 1, activations: 1 };
  await archive.putRollups(
    't',
    0,
    1,
    Array.from({ length: 2500 }, (_, alarm) => ({ ...row, alarm })),
  );
  const seen: unknown[] = [];
  const signal = new AbortController().signal;
  await scanReports(archive, 't', queries, { signal, told: ({ done, of, rows }) => seen.push([done, of, rows]) });
  expect(seen).toEqual([
    [0, 3, 0],
    [1, 3, 1000],
    [2, 3, 2000],
    [3, 3, 2500],
  ]);
});

/** As the archive itself answers it. */
async function asked(archive: Archive, query: ReportQuery): Promise<BatchReport> {
  const { report, period: during, limit, station = 0, sensor, alarm } = query;
  const rows: Record<ReportQuery['report'], () => Promise<readonly ReportRow[]>> = {
    'top-alarms': async () => await archive.topAlarms('t', during, limit),
    'top-stations': async () => await archive.topStations('t', during, limit, sensor),
    'sensor-alarms': async () => await archive.sensorAlarms('t', during, limit, station),
    'active-hours': async () => await archive.activeHours('t', during, alarm),
  };
  return reportOf(query, await rows[report]());
}
