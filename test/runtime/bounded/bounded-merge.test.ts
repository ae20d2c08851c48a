import { describe, expect, test } from 'vitest';
import type { TenantSettings } from '../../../actors/settings.ts';
import { ECHO } from '../../support/reference/chaining.ts';
import { parseLine } from '../../support/reference/line.ts';
import { line } from '../../support/reference/records.ts';
import { alarmWindow, settingsOf } from '../../support/reference/settings.ts';
import { bounded, recordsOf, simulated } from './support.ts';

const HOUR = 3_600_000;
const SETTINGS: TenantSettings = settingsOf([
  alarmWindow({ kind: 'sliding', size: 60_000, slide: 5000 }, 2),
  { id: 'rate', use: 'critical-rate', by: 'station', period: 60_000, bound: 5 },
  { id: 'all', use: 'critical-rate', by: 'tenant', period: 60_000, bound: 20 },
  {
    id: 'often',
    use: 'alarm-frequency',
    window: { kind: 'tumbling', size: HOUR },
    threshold: 0,
    watermark: 'partition',
    settle: 10_000,
  },
]);
/** Nothing is late. */
const FILE = simulated(20_000, { stations: 10, rate: 20, outOfOrder: 0.05, wrong: 0.01, duplicates: 0.01 });

type Content = Readonly<Record<string, string | number>>;

function contentsOf(results: string, type: string): Content[] {
  const all = results
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { 'Message Type': string; Content: Content });
  return all.filter((one) => one['Message Type'] === type).map(({ Content }) => Content);
}

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

describe.each([
  [1, 1],
  [1, 3],
  [2, 4],
])('with %i threads and %i partitions', (threads, partitions) => {
  test('rates and frequencies are those of the whole file', async () => {
    const { results, outcome } = await bounded(FILE, { settings: SETTINGS, threads, partitions, chunkBytes: 50_000 });
    const windows = contentsOf(results, 'Window Streaming Analytics');
    const periodOf = (end: string | number | undefined): number =>
      Math.floor(Date.parse(String(end)) / 60_000) * 60_000;
    const expected = [
      ...[...counted(windows.map((one) => `rate ${one.Station} ${periodOf(one['Window end'])}`))].filter(
        ([, n]) => n > 5,
      ),
      ...[...counted(windows.map((one) => `all all ${periodOf(one['Window end'])}`))].filter(([, n]) => n > 20),
    ].map(([name]) => name);
    const alerts = contentsOf(results, 'Alert');
    expect(alerts.length).toBeGreaterThan(10);
    const told = alerts.map((one) => `${one.Analytic} ${one.Station} ${Date.parse(String(one['Period start']))}`);
    expect(told.sort()).toEqual(expected.sort());

    const active = recordsOf(FILE)
      .flatMap(({ payload }) => parseLine(Buffer.from(payload)) ?? [])
      .filter((one) => one.active);
    const names = active.map(
      ({ tokens: [station, sensor], time }) => `${station} ${sensor} ${Math.floor(time / HOUR) * HOUR}`,
    );
    const sums = contentsOf(results, 'Alarm Frequency').map((one): [string, number] => [
      `${one.Station} ${one.Sensor} ${Date.parse(String(one['Period start']))}`,
      Number(one.Activations),
    ]);
    expect(new Map(sums)).toEqual(counted(names));
    expect(sums).toHaveLength(counted(names).size);
    expect(outcome.quality.results).toEqual({
      error: outcome.quality.wrong,
      window: windows.length,
      alert: alerts.length,
      statistics: sums.length,
    });
  });
});

describe('a chained module', () => {
  test.each([
    [1, 1],
    [2, 4],
  ])('with %i threads and %i partitions takes the results of the whole file', async (threads, partitions) => {
    const analytics = [
      ...SETTINGS.analytics,
      { id: 'echo', use: ECHO, settings: {}, of: ['alarm-window'], by: 'key' } as const,
    ];
    const settings = { ...SETTINGS, analytics };
    const { results, outcome } = await bounded(FILE, { settings, threads, partitions, chunkBytes: 50_000 });
    const all = results.trimEnd().split('\n');
    const windows = all.filter((one) => one.startsWith('{"Message Type":"Window Streaming Analytics"'));
    const echoes = all.filter((one) => one.startsWith('{"Key":')).map((one) => JSON.parse(one));
    expect(echoes.map(({ Result }) => JSON.stringify(Result)).sort()).toEqual(windows.sort());
    expect(outcome.quality.results).toMatchObject({ window: windows.length, echo: windows.length });
    expect(results).not.toContain('Chained Result');
    const last = new Map(echoes.map(({ Key, Number: number }) => [Key, number]));
    expect([...last.values()].reduce((sum, number) => sum + number, 0)).toBe(windows.length);
  });
});

describe('chained modules', () => {
  test.each([
    [1, 1],
    [2, 4],
  ])(
    'with %i threads and %i partitions take what others of them find, also at the end',
    async (threads, partitions) => {
      const link = { id: 'link', use: ECHO, settings: {}, of: ['rate', 'often'], by: 'tenant' } as const;
      const last = { id: 'last', use: ECHO, settings: {}, of: ['link'], by: 'tenant' } as const;
      const settings = { ...SETTINGS, analytics: [last, ...SETTINGS.analytics, link] };
      const { results, outcome } = await bounded(FILE, { settings, threads, partitions, chunkBytes: 50_000 });
      const found = [...contentsOf(results, 'Alert'), ...contentsOf(results, 'Alarm Frequency')];
      const taken = found.filter(({ Analytic }) => Analytic !== 'all');
      const echoes = results
        .trimEnd()
        .split('\n')
        .filter((one) => one.startsWith('{"Key":'))
        .map((one) => JSON.parse(one));
      const links = echoes.filter(({ Of }) => Of !== 'link');
      expect(links.map(({ Number: number }) => number)).toEqual(taken.map((_, i) => i + 1));
      expect(links.map(({ Result }) => JSON.stringify(Result.Content)).sort()).toEqual(
        taken.map((one) => JSON.stringify(one)).sort(),
      );
      const lasts = echoes.filter(({ Of }) => Of === 'link');
      expect(lasts.map(({ Result }) => Result)).toEqual(links);
      expect(lasts.map(({ Number: number }) => number)).toEqual(links.map((_, i) => i + 1));
      expect(outcome.quality.results).toMatchObject({ echo: 2 * taken.length });
    },
  );
});

/** A line a second of other stations, and of a sensor with keys in several partitions that are silent at times. */
const PAUSES = ((): Buffer => {
  const START = Date.UTC(2017, 1, 19, 14);
  const lines = Array.from({ length: 6000 }, (_, second) => {
    const heard = second % 1000 < 700;
    const key = heard && second % 10 === 0 ? [10, 141, 1 + ((second / 50) % 8)] : [20 + (second % 40), 1, 1];
    return `${line({ key: key.map(Math.floor) as [number, number, number], time: START + second * 1000 })}\n`;
  });
  return Buffer.from(lines.join(''));
})();

describe('silence by sensor', () => {
  test.each([
    [1, 1, 1_000_000],
    [2, 4, 1_000_000],
    [2, 4, 3000],
  ])(
    'with %i threads, %i partitions and chunks of %i bytes is that of the whole file',
    async (threads, partitions, chunkBytes) => {
      const quiet = {
        id: 'quiet',
        use: 'silence',
        after: 120_000,
        factor: 2,
        minimum: 8,
        by: 'sensor',
        settle: 10_000,
      } as const;
      const { results } = await bounded(PAUSES, { settings: settingsOf([quiet]), threads, partitions, chunkBytes });
      const alerts = contentsOf(results, 'Alert').filter(({ Station }) => Station === 10);
      const told = alerts.map(({ Sensor, 'Last event': last, 'Expected by': due }) => [Sensor, last, due]);
      const iso = (second: number): string => new Date(Date.UTC(2017, 1, 19, 14, 0, second)).toISOString();
      expect(told).toEqual([0, 1, 2, 3, 4, 5].map((k) => [141, iso(k * 1000 + 690), iso(k * 1000 + 810)]));
      expect(results).not.toContain('"Message Type":"Silence"');
    },
  );
});
