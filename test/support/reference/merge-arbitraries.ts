import fc from 'fast-check';
import type { AnalyticSettings, BatchSettings, TenantSettings, Where } from '../../../actors/settings.ts';
import { ECHO } from './chaining.ts';
import { LogBuilder } from './records.ts';
import type { RefRecord } from './reference.ts';
import { settingsOf } from './settings.ts';

const STATIONS = [9, 10, 1161115040] as const;
const SENSORS = [141, 142] as const;
const START = Date.UTC(2017, 1, 19, 14);
const WINDOWS = ['alarm-window', 'sessions'] as const;
const FREQUENCIES = ['by-hour', 'by-day'] as const;
const SILENCES = ['silence', 'quiet-station'] as const;

const where = fc.constantFrom<Where | undefined>(
  undefined,
  undefined,
  { sensor: [141] },
  { station: [9, 10], alarm: [1] },
);

function rate(id: string): fc.Arbitrary<AnalyticSettings> {
  return fc
    .record({
      by: fc.constantFrom('station' as const, 'tenant' as const),
      period: fc.constantFrom(10_000, 60_000, 3_600_000),
      bound: fc.nat(3),
      alerts: fc.constantFrom(undefined, undefined, ['sessions'], [...WINDOWS]),
      where,
    })
    .map(({ alerts, where, ...rest }) => {
      return { id, use: 'critical-rate', ...rest, ...(alerts && { alerts }), ...(where && { where }) };
    });
}

function frequency(id: string): fc.Arbitrary<AnalyticSettings> {
  return fc.constantFrom(1000, 5000, 20_000).map((settle): AnalyticSettings => {
    const window = { kind: 'tumbling', size: 60_000 } as const;
    return { id, use: 'alarm-frequency', window, threshold: 0, watermark: 'partition', settle };
  });
}

function echoing(id: string, of: readonly string[]): fc.Arbitrary<AnalyticSettings> {
  const by = fc.constantFrom('key' as const, 'sensor' as const, 'station' as const, 'tenant' as const);
  return fc.record({ by, where }).map(({ by, where }): AnalyticSettings => {
    return { id, use: ECHO, settings: {}, of, by, ...(where && { where }) };
  });
}

function silence(id: string, by: 'sensor' | 'station'): fc.Arbitrary<AnalyticSettings> {
  return fc.constantFrom(0, 0, 1000, 10_000).map((settle): AnalyticSettings => {
    return { id, use: 'silence', after: 30_000, factor: 2, minimum: 8, by, settle };
  });
}

const REPORTS = ['top-alarms', 'top-stations', 'sensor-alarms', 'active-hours'] as const;

const batch: fc.Arbitrary<BatchSettings> = fc.record({
  on: fc.constant('critical-rate' as const),
  reports: fc.subarray([...REPORTS], { minLength: 1 }),
  period: fc.constantFrom(3_600_000, 86_400_000),
  limit: fc.constantFrom(3, 10),
  coolDown: fc.constantFrom(0, 0, 5000, 60_000),
});

/** Of a tenant with some of the analytics that are computed over all partitions. */
export const mergeSettings: fc.Arbitrary<TenantSettings> = fc
  .record({
    analytics: fc
      .tuple(
        rate('critical-rate'),
        rate('a_b'),
        frequency('by-hour'),
        frequency('by-day'),
        silence('silence', 'sensor'),
        silence('quiet-station', 'station'),
        echoing('echo', ['sessions', 'means']),
        echoing('echo-2', ['means']),
        echoing('link', ['echo', 'critical-rate', 'by-hour', 'silence']),
        echoing('last-link', ['link', 'echo-2', 'quiet-station']),
      )
      .chain((all) => fc.subarray(all, { minLength: 1 })),
    idleTimeout: fc.constantFrom(5000, 30_000),
    reversed: fc.boolean(),
    batch: fc.option(batch, { nil: undefined, freq: 4 }),
  })
  .map(({ analytics, idleTimeout, reversed, batch }) => {
    return settingsOf(reversed ? analytics.toReversed() : analytics, { idleTimeout, ...(batch && { batch }) });
  });

const key = {
  Station: fc.constantFrom(...STATIONS),
  Sensor: fc.constantFrom(...SENSORS),
  Alarm: fc.constantFrom(1, 2),
};
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.nat(3000) },
  { weight: 1, arbitrary: fc.integer({ min: -2000, max: 60_000 }) },
);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('window' as const),
      gap,
      content: fc.record({
        ...key,
        'Window end': fc.nat(40).map((at) => iso(at * 5000)),
        'Active alarms counter': fc.nat(9),
        Analytic: fc.constantFrom(...WINDOWS),
      }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('partial' as const),
      gap,
      content: fc
        .record({
          ...key,
          period: fc.nat(3),
          Activations: fc.integer({ min: 1, max: 9 }),
          Analytic: fc.constantFrom(...FREQUENCIES),
        })
        .map(({ period, ...rest }) => {
          return { ...rest, 'Period start': iso(period * 60_000), 'Period end': iso((period + 1) * 60_000) };
        }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('partial' as const),
      gap,
      content: fc
        .record({
          ...key,
          State: fc.constantFrom('active', 'active', 'quiet', 'quiet', 'quiet', 'forgotten'),
          at: fc.nat(300),
          Analytic: fc.constantFrom(...SILENCES),
        })
        .map(({ at, ...rest }) => ({ ...rest, 'Last event': iso(at * 1000), 'Expected by': iso(at * 1100 + 30_000) })),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('partial' as const),
      gap,
      content: fc.record({
        ...key,
        Analytic: fc.constantFrom('sessions', 'means', 'others'),
        Output: fc.constantFrom('window', 'statistics', 'alert'),
        Time: fc.nat(300).map((at) => START + at * 1000),
        Result: fc.jsonValue(),
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      gap: fc.nat(3000),
      content: fc.record({ back: fc.nat(3), index: fc.constantFrom(0, 0, 0, 1), report: fc.constantFrom(...REPORTS) }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('tick' as const), gap: fc.nat(60_000), content: fc.constant({}) }),
  },
);

/** A merged log: window alerts and parts of sums, of several partitions in any order, and ticks. */
export function mergedLog(maxSteps: number): fc.Arbitrary<readonly RefRecord[]> {
  return fc.array(step, { maxLength: maxSteps, size: 'max' }).map((steps) => {
    const built = new LogBuilder();
    let now = START;
    for (const one of steps) {
      now += one.gap;
      const { Station, Sensor, Alarm } = one.content as Record<string, number>;
      if (one.kind === 'tick') built.tick(now);
      else if (one.kind === 'batch') built.add('batch', now, reportOn(built.records, one.content));
      else built.add(one.kind, now, JSON.stringify({ Content: one.content }), `${Station}-${Sensor}-${Alarm}`);
    }
    return built.records;
  });
}

/** A report of one of the last window alerts, which may have triggered it or not. */
function reportOn(
  records: readonly RefRecord[],
  { back, index, report }: { readonly back: number; readonly index: number; readonly report: string },
): string {
  const windows = records.filter(({ kind }) => kind === 'window');
  const input = windows.at(-1 - back)?.sequence ?? 1;
  const Content = { Report: report, Rows: [{ Hour: records.length }] };
  return JSON.stringify({ input, index, report, result: { 'Message Type': 'Batch Analytics', Content } });
}

function iso(after: number): string {
  return new Date(START + after).toISOString();
}
