import fc from 'fast-check';
import type { AnalyticSettings, TenantSettings, Where, WindowSettings } from '../../../actors/settings.ts';
import { ECHO } from './chaining.ts';
import { type LineFields, LogBuilder, line } from './records.ts';
import type { RefRecord } from './reference.ts';
import { settingsOf } from './settings.ts';

/** Few keys, so that they meet; some whose order as numbers is not their order as text. */
const KEYS = [
  [1161115040, 141, 312],
  [9, 141, 312],
  [10, 142, 308],
  [10, 142, 99],
  [9007199254740991, 0, 4503599627370497],
] as const;

const VALUES = ['240', '241.5', '-3', '0.1', '0.2', '1e2', '-0', '12345.678', '999999', '1E-3'] as const;
const WRONG = ['THIS LINE IS WRONG', '', '1,2,3', '\u00e4\u00f6', '1,2,3,2017-02-30 00:00:00 UTC,1,1,True,'] as const;
const STARTS = [
  '2017-02-19T14:20:00Z',
  '2017-02-19T14:20:00Z',
  '1970-01-01T00:00:30Z',
  '1960-02-28T23:59:00Z',
] as const;

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((s) => s * 1000);

/** Windows of every kind; sizes that are no multiple of the slide, and slides that are no whole seconds, among them. */
export const windowSettings: fc.Arbitrary<WindowSettings> = fc.oneof(
  { weight: 4, arbitrary: sliding() },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tumbling' as const), size: seconds(1, 30) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('session' as const), gap: seconds(1, 15) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('count' as const),
      size: fc.integer({ min: 1, max: 6 }),
      slide: fc.integer({ min: 1, max: 6 }),
    }),
  },
);

function sliding(): fc.Arbitrary<WindowSettings> {
  return fc
    .tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 16 }), fc.constantFrom(500, 1000, 2500, 3700))
    .map(([a, b, unit]) => ({ kind: 'sliding', size: Math.max(a, b) * unit, slide: Math.min(a, b) * unit }));
}

const where = fc.constantFrom<Where | undefined>(
  undefined,
  undefined,
  undefined,
  { sensor: [141] },
  { station: [9, 10], isActive: true },
  { isActive: false },
  { alarm: [312, 99] },
);

const emit = fc.oneof(
  fc.constantFrom('every-event' as const, 'on-change' as const),
  fc.record({ every: fc.constantFrom(1000, 5000, 7300) }),
);

const globalStatistics: fc.Arbitrary<AnalyticSettings> = fc
  .record({ emit, where })
  .map(({ emit, where }) => ({ id: '', use: 'global-statistics', emit, ...(where && { where }) }));

const alarmWindow: fc.Arbitrary<AnalyticSettings> = fc
  .record({
    window: windowSettings,
    threshold: fc.integer({ min: 0, max: 4 }),
    watermark: fc.constantFrom('partition' as const, 'partition' as const, 'key' as const),
    where,
  })
  .map(({ where, ...rest }) => ({ id: '', use: 'alarm-window', ...rest, ...(where && { where }) }));

const silence: fc.Arbitrary<AnalyticSettings> = fc
  .record({
    after: fc.constantFrom('usual' as const, 'usual' as const, 3000, 12_000),
    factor: fc.constantFrom(1, 1.5, 2),
    minimum: fc.integer({ min: 1, max: 3 }),
    by: fc.constantFrom(undefined, undefined, 'sensor' as const, 'station' as const),
    where,
  })
  .map(({ where, by, ...rest }) => {
    return { id: '', use: 'silence', ...rest, ...(by && { by, settle: 1000 }), ...(where && { where }) };
  });

const outlier: fc.Arbitrary<AnalyticSettings> = fc
  .record({ deviations: fc.constantFrom(0, 0.7, 1, 1.5), minimum: fc.integer({ min: 2, max: 4 }), where })
  .map(({ where, ...rest }) => ({ id: '', use: 'outlier', ...rest, ...(where && { where }) }));

const alarmFrequency: fc.Arbitrary<AnalyticSettings> = fc
  .record({
    window: fc.record({ kind: fc.constant('tumbling' as const), size: seconds(1, 30) }),
    threshold: fc.constant(0 as const),
    watermark: fc.constantFrom('partition' as const, 'key' as const),
    settle: fc.constant(1000),
    where,
  })
  .map(({ where, ...rest }) => ({ id: '', use: 'alarm-frequency', ...rest, ...(where && { where }) }));

const criticalRate: fc.Arbitrary<AnalyticSettings> = fc.constant({
  id: '',
  use: 'critical-rate',
  by: 'station',
  period: 60_000,
  bound: 0,
});

/** One analytic; ids are given by {@link tenantSettings}. */
export const analyticSettings: fc.Arbitrary<AnalyticSettings> = fc.oneof(
  { weight: 1, arbitrary: globalStatistics },
  { weight: 3, arbitrary: alarmWindow },
  { weight: 1, arbitrary: silence },
  { weight: 1, arbitrary: outlier },
  { weight: 1, arbitrary: alarmFrequency },
  { weight: 1, arbitrary: criticalRate },
);

export const tenantSettings: fc.Arbitrary<TenantSettings> = fc
  .record({
    analytics: fc.array(analyticSettings, { minLength: 1, maxLength: 4 }),
    outOfOrderness: fc.constantFrom(0, 1000, 5000, 10_000, 12_500),
    idleTimeout: fc.constantFrom(5000, 30_000),
    maxRecordBytes: fc.constantFrom(60, 65_536, 65_536, 65_536),
    chainedOn: fc.constantFrom([], [], [], [0], [0, 2], [1, 2, 3]),
  })
  .map(({ analytics, outOfOrderness, idleTimeout, maxRecordBytes, chainedOn }) => {
    const given = analytics.map((one, i) => ({ ...one, id: `a${i}` }));
    const of = chainedOn.map((i) => `a${i}`);
    const echo: AnalyticSettings = { id: 'echo', use: ECHO, of, by: 'key', settings: {} };
    const input = { format: 'bts-csv', maxRecordBytes };
    return settingsOf(of.length > 0 ? [echo, ...given] : given, { outOfOrderness, idleTimeout, input });
  });

/** With a quota of keys, or none. */
export const quotaSettings: fc.Arbitrary<TenantSettings> = fc
  .tuple(tenantSettings, fc.constantFrom(undefined, undefined, undefined, 1, 2, 4))
  .map(([settings, keyQuota]) => ({ ...settings, ...(keyQuota && { keyQuota }) }));

const gap = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 3000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -2000, max: 90_000 }) },
);

/** {@link LineFields} whose time is relative: seconds behind the arrival, below 0 from the future. */
type GeneratedEvent = Omit<LineFields, 'time'> & { readonly behind: number };

const event: fc.Arbitrary<GeneratedEvent> = fc.record({
  key: fc.constantFrom(...KEYS),
  value: fc.constantFrom(...VALUES),
  active: fc.boolean(),
  behind: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: -60, max: 90 }) },
  ),
});

/** The key of the subject that a record is sent on; mostly none. */
const key = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom(...KEYS.map((tokens) => tokens.join('-')), '9-141-31', '9-141-3122') },
);

/** What a redrive record says: numbers from a few, so that some come twice. */
const redriveHead = fc
  .record({
    of: fc.constantFrom('wrong' as const, 'dead-letter' as const),
    number: fc.integer({ min: 1, max: 9 }),
    analytic: fc.constantFrom(undefined, undefined, 'a0', 'a1', 'counting', 'gone'),
    key: fc.constantFrom(undefined, undefined, 'own', '9-141-31'),
    to: fc.constantFrom(undefined, undefined, 0, 1),
    from: fc.option(fc.record({ partition: fc.constantFrom(1, 2), sequence: fc.integer({ min: 1, max: 9 }) }), {
      freq: 3,
      nil: undefined,
    }),
  })
  .map(({ of, number, analytic, key, to, from }) => ({
    head: {
      of,
      number,
      input: number,
      index: 0,
      ...(of === 'dead-letter' && analytic !== undefined && { analytic }),
      ...(from === undefined ? { ...(to !== undefined && { to }) } : { from }),
    },
    key,
  }));

const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('event' as const),
      gap,
      event,
      copies: fc.constantFrom(1, 1, 1, 2),
      key: fc.oneof(key, fc.constant('own')),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wrong' as const), gap, text: fc.constantFrom(...WRONG), key }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('batch' as const),
      gap,
      parts: fc.array(fc.oneof(event, fc.constantFrom(...WRONG)), { maxLength: 4 }),
      newline: fc.constantFrom('\n', '\r\n'),
      key,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('redrive' as const),
      gap,
      redrive: redriveHead,
      part: fc.oneof({ weight: 3, arbitrary: event }, { weight: 1, arbitrary: fc.constantFrom(...WRONG) }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tick' as const), gap: seconds(0, 70) }) },
);

/**
 * A log: events in some disorder, sent with their keys, without or with others; wrong lines, messages of several lines, redrives,
 * ticks.
 */
export function log(maxSteps: number): fc.Arbitrary<readonly RefRecord[]> {
  return fc
    .tuple(fc.constantFrom(...STARTS), fc.array(step, { maxLength: maxSteps, size: 'max' }))
    .map(([start, steps]) => {
      const built = new LogBuilder();
      let now = Date.parse(start);
      const text = (one: string | GeneratedEvent): string =>
        typeof one === 'string' ? one : line({ ...one, time: Math.floor(now / 1000 - one.behind) * 1000 });
      for (const one of steps) {
        now += one.gap;
        if (one.kind === 'tick') built.tick(now);
        else if (one.kind === 'wrong') built.add('event', now, one.text, one.key);
        else if (one.kind === 'redrive') {
          const { head, key } = one.redrive;
          const own = typeof one.part === 'string' ? undefined : one.part.key?.join('-');
          const sent = key === 'own' ? own : key;
          built.redrive(now, { ...head, ...(sent !== undefined && { key: sent }) }, text(one.part));
        } else if (one.kind === 'batch') built.add('event', now, one.parts.map(text).join(one.newline), one.key);
        else {
          const sent = one.key === 'own' ? one.event.key?.join('-') : one.key;
          for (let i = 0; i < one.copies; i++) built.add('event', now, text(one.event), sent);
        }
      }
      return built.records;
    });
}

/** A bounded input: a line to a record, nothing but lines. */
export function lines(maxSteps: number): fc.Arbitrary<readonly RefRecord[]> {
  return log(maxSteps).map((records) => {
    const built = new LogBuilder();
    for (const { kind, payload } of records) {
      if (kind === 'event' && !payload.includes(10)) built.add('event', 0, payload);
    }
    return built.records;
  });
}
