import { describe, expect, test } from 'vitest';
import { Histogram } from '../../../../runtime/base/histogram.ts';
import { limits } from '../../../../runtime/base/limits.ts';
import { actorPage } from '../../../../runtime/cli/render/actor-page.ts';
import { actorsTable } from '../../../../runtime/cli/render/actors-table.ts';
import { measuresTables } from '../../../../runtime/cli/render/measures-table.ts';
import { originLines } from '../../../../runtime/cli/render/origins.ts';
import { partitionsTable } from '../../../../runtime/cli/render/partitions-table.ts';
import { plainScreen } from '../../../../runtime/cli/render/screen.ts';
import { tenantsTable } from '../../../../runtime/cli/render/tenants-table.ts';
import type { InspectedActor, Origin } from '../../../../runtime/control/inspection.ts';
import { measuresOf } from '../../../../runtime/control/measures.ts';
import { actorRow, partitionRow, tenantRow } from '../../control/support/memory-control.ts';

const NOW = Date.UTC(2017, 1, 19, 14, 30);
const at = (time: string) => Date.parse(`2017-02-19T${time}Z`);
const checkpoint = { number: 12, sequence: 4711, takenAt: NOW - 182_000, bytes: 1_300_000, actors: 3 };
const origin: Origin = { tenant: 'customer1', partition: 0, checkpoint, notes: [] };

test('tenants', () => {
  const response = new Histogram(limits.responseBounds);
  response.note(3);
  const rows = [
    tenantRow('customer1', 'running', {
      events: 12345,
      results: { statistics: 12000, window: 3 },
      late: 2,
      lag: 1,
      actors: 240,
      partitions: 4,
      response: response.figures,
      analytics: ['global-statistics', 'alarm-window'],
    }),
    tenantRow('customer2', 'stopped'),
  ];
  expect(tenantsTable(rows, plainScreen)).toEqual([
    'tenant     state    partitions  delivery      actors  events  wrong  late  results  lag  p99 ms  analytics',
    'customer1  running           4  exactly-once     240  12,345      0     2   12,003    1       5  global-statistics, alarm-window',
    'customer2  stopped           1  exactly-once       -       -      -     -        -    -       -  global-statistics',
  ]);
});

describe('partitions', () => {
  test('that run, and one that failed', () => {
    const error = { code: 'output-lost', what: 'the log ends at 3', where: 'here', fix: 'restore it' } as const;
    const rows = [
      partitionRow('customer1', 0, {
        sequence: 4711,
        inputLast: 5000,
        lag: 289,
        watermark: at('14:20:03'),
        actors: 312,
        checkpoint,
      }),
      partitionRow('customer1', 1, { phase: 'failed', error }),
    ];
    expect(partitionsTable(rows, NOW, plainScreen)).toEqual([
      'partition    state    thread  epoch  lag  watermark UTC        sequence  actors  checkpoint    age     size',
      'customer1/0  running       1      1  289  2017-02-19 14:20:03     4,711     312          12  3m 2s  1.2 MiB',
      'customer1/1  failed        1      1    0  -                           0       0           -      -        -',
      'customer1/1: output-lost: the log ends at 3, here, restore it',
    ]);
  });

  test('with what one waits for, and how long', () => {
    const waitsFor = {
      code: 'store-full',
      what: 'it takes no more, there, give it more',
      since: NOW - 62_000,
    } as const;
    const rows = [
      partitionRow('customer1', 0, { phase: 'waiting', waitsFor }),
      partitionRow('customer1', 1, { waitsFor: { ...waitsFor, since: NOW + 5 } }),
    ];
    const [, first, second, ...lines] = partitionsTable(rows, NOW, plainScreen);
    expect([first, second]).toEqual([expect.stringContaining('  waiting  '), expect.stringContaining('  running  ')]);
    expect(lines).toEqual([
      'customer1/0: waits for 1m 2s: store-full: it takes no more, there, give it more',
      'customer1/1: waits for 0ms: store-full: it takes no more, there, give it more',
    ]);
  });

  test('with how much of a checkpoint is restored', () => {
    const recovery = { actors: 400_000, ofActors: 1_000_000, bytes: 36 << 20, ofBytes: 90 << 20 };
    const rows = [partitionRow('customer1', 0, { phase: 'recovering', recovery })];
    expect(partitionsTable(rows, NOW, plainScreen).at(-1)).toBe(
      'customer1/0: restored 400,000 of 1,000,000 actors (36 MiB of 90 MiB)',
    );
    const tenants = tenantsTable([tenantRow('customer1', 'starting', { restored: 0.409 })], plainScreen);
    expect(tenants.at(-1)).toContain('starting 40%');
  });

  test('with how much is computed again', () => {
    const rows = [partitionRow('customer1', 0, { sequence: 3000, replay: { from: 1000, upTo: 4000 } })];
    expect(partitionsTable(rows, NOW, plainScreen).at(-1)).toBe(
      'customer1/0: computes again what was answered before: at 3,000 of 4,000 (66%)',
    );
  });

  test('with a checkpoint that is late', () => {
    const error = { code: 'store-unavailable', what: 'no node answers', where: 'here', fix: 'look' } as const;
    const rows = [partitionRow('customer1', 0, { lateCheckpoint: { since: NOW - 61_000, error } })];
    expect(partitionsTable(rows, NOW, plainScreen).at(-1)).toBe(
      'customer1/0: its checkpoint is late by 1m 1s: store-unavailable: no node answers',
    );
  });

  test('and the ingest stage before them', () => {
    const rows = [
      partitionRow('customer1', 0, { sequence: 4711, inputLast: 4711 }),
      partitionRow('customer1', 'ingest', { sequence: 4700, inputLast: 4711, lag: 11, checkpoint }),
    ];
    expect(partitionsTable(rows, NOW, plainScreen)).toEqual([
      'partition         state    thread  epoch  lag  watermark UTC  sequence  actors  checkpoint    age     size',
      'customer1/0       running       1      1    0  -                 4,711       0           -      -        -',
      'customer1/ingest  running       1      1   11  -                 4,700       0          12  3m 2s  1.2 MiB',
    ]);
  });

  test('of checkpoints', () => {
    const row = { ...partitionRow('customer1', 0, { phase: 'stopped', checkpoint }), thread: null };
    expect(partitionsTable([{ ...row, notes: ['checkpoint 13 cannot be used: why'] }], NOW, plainScreen)).toEqual([
      'No runtime runs: this is from the last checkpoints.',
      'partition    state    thread  epoch  lag  watermark UTC  sequence  actors  checkpoint    age     size',
      'customer1/0  stopped       -      1    0  -                     0       0          12  3m 2s  1.2 MiB',
      'customer1/0: checkpoint 13 cannot be used: why',
    ]);
  });
});

test('measures', () => {
  const response = new Histogram(limits.responseBounds);
  for (const milliseconds of [3, 3, 40]) response.note(milliseconds);
  const quality = { records: 1250, bytes: 77_500, events: 1234, wrong: 16, results: { statistics: 1234, late: 2 } };
  const row = partitionRow('customer1', 0, {
    quality: { ...quality, outOfOrder: 55, early: 4, actorErrors: 1, overQuota: 7, ticks: 9, tooLong: 0 },
    delays: { 'input-rate': { count: 2, milliseconds: 90_000 }, 'result-rate': { count: 1, milliseconds: 30_000 } },
    suppressed: 300,
    dueReports: 7,
    watermarkDelay: 10_500,
    response: response.figures,
    checkpoint,
    checkpointTime: { count: 3, total: 1000, newest: 340 },
    checkpointPause: { total: 12, longest: 8, newest: 4 },
    sequence: 2000,
    replay: { from: 0, upTo: 4000 },
  });
  const rows = [row, partitionRow('customer1', 1)].map((of) => ({
    name: `${of.tenant}/${of.partition}`,
    measures: measuresOf(of),
  }));
  expect(measuresTables('partition', rows, NOW, plainScreen)).toEqual([
    'partition    events   bytes  wrong  late  out of order  early  errors  over quota  results  suppressed  reports due',
    'customer1/0   1,234  76 KiB     16     2            55      4       1           7    1,236         300            7',
    'customer1/1       0     0 B      0     0             0      0       0           0        0           0            0',
    '',
    'partition    p50 ms  p99 ms  delayed  watermark delay  checkpoint age     size   took  paused  replayed',
    'customer1/0       5      50       2m              11s           3m 2s  1.2 MiB  340ms     4ms       50%',
    'customer1/1       -       -        -                -               -        -      -       -         -',
  ]);
});

describe('actors', () => {
  const rows = [
    actorRow('customer1', '1161115040-141-312', {
      events: 1234,
      lastTime: at('14:20:13'),
      lastArrival: NOW - 3000,
      lastValue: 242.87,
      lastActive: true,
    }),
    actorRow('customer1', '1-2-3', { lastTime: at('14:20:14'), lastArrival: NOW - 1000 }),
  ];
  const table = [
    'key                 partition    events  last event UTC       arrived   value  active',
    '1161115040-141-312  customer1/0   1,234  2017-02-19 14:20:13   3s ago  242.87  active',
    '1-2-3               customer1/0       1  2017-02-19 14:20:14   1s ago       1  -',
  ];
  const shown = (page: Parameters<typeof actorsTable>[0], offset = 0) => actorsTable(page, offset, NOW, plainScreen);

  test('with which rows they are', () => {
    expect(shown({ total: 312, rows })).toEqual([...table, 'rows 1-2 of 312']);
    expect(shown({ total: 1312, rows }, 1000).at(-1)).toBe('rows 1,001-1,002 of 1,312');
    expect(shown({ total: 312, rows: [] }, 400)).toEqual(['no rows after 400 of 312']);
    expect(shown({ total: 0, rows: [] })).toEqual(['no actors']);
  });

  test('of checkpoints, named one by one', () => {
    const origins: Origin[] = [
      origin,
      { tenant: 'customer1', partition: 1, checkpoint: null, notes: [] },
      { tenant: 'customer2', partition: 0, checkpoint, notes: ['checkpoint 13 cannot be used: why'] },
    ];
    expect(shown({ total: 2, rows, origins })).toEqual([
      ...table,
      'rows 1-2 of 2',
      'No runtime runs: this is from the last checkpoints.',
      '  customer1/0  checkpoint 12 at input 4,711, taken 2017-02-19 14:26:58 UTC (3m 2s ago)',
      '  customer1/1  no checkpoint that can be used',
      '  customer2/0  checkpoint 12 at input 4,711, taken 2017-02-19 14:26:58 UTC (3m 2s ago)',
      'customer2/0: checkpoint 13 cannot be used: why',
    ]);
  });

  test('of many checkpoints, in one line', () => {
    const origins = Array.from({ length: 20 }, (_, partition) => ({
      ...origin,
      partition,
      checkpoint: partition === 7 ? null : { ...checkpoint, takenAt: NOW - partition * 1000 },
    }));
    expect(originLines(origins, NOW)).toEqual([
      'No runtime runs: this is from the last checkpoints.',
      '  19 checkpoints, taken 19s ago to now, 1 without one',
    ]);
    const none = origins.map((one) => ({ ...one, checkpoint: null }));
    expect(originLines(none, NOW)[1]).toBe('  20 partitions without a checkpoint');
  });
});

describe('an actor', () => {
  const statistics = { events: 3, active: 2, minimum: 240, maximum: 242, sum: 722, held: 0 };
  const actor: InspectedActor = {
    ...actorRow('customer1', '1161115040-141-312', {
      events: 3,
      lastSequence: 4711,
      lastTime: at('14:20:13'),
      lastArrival: NOW - 3000,
      lastValue: 242.87,
      lastActive: true,
    }),
    thread: 3,
    watermark: at('14:20:03'),
    logTime: NOW,
    analytics: [
      { id: 'global-statistics', use: 'global-statistics', watermark: null, state: statistics, timers: [] },
      {
        id: 'often',
        use: 'alarm-window',
        watermark: at('14:20:03'),
        threshold: 5,
        windows: [{ start: at('14:19:10'), end: at('14:20:10'), count: 3 }],
        timers: [],
      },
      { id: 'seldom', use: 'alarm-window', watermark: at('14:20:03'), threshold: 1, windows: [], timers: [] },
      {
        id: 'flapping',
        use: './flapping.ts',
        watermark: null,
        state: { active: true, changes: [1, 2], note: 'a\u001b[2Jb' },
        timers: [
          { clock: 'event', name: '', time: at('14:21:00') },
          { clock: 'log', name: 'quiet', time: at('14:31:00') },
        ],
      },
      { id: 'other', use: './other.ts', watermark: null, timers: [] },
    ],
  };

  test('with each analytic: its state, its windows drawn, its timers', () => {
    expect(actorPage(actor, NOW, plainScreen)).toEqual([
      '1161115040-141-312 of customer1',
      '  partition   customer1/0, thread 3',
      '  events      3',
      '  last event  2017-02-19 14:20:13 UTC, value 242.87, active',
      '  arrived     2017-02-19 14:29:57 UTC (3s ago), input 4,711',
      '  watermark   2017-02-19 14:20:03 UTC',
      '',
      'global-statistics',
      '  events   3',
      '  active   2',
      '  minimum  240',
      '  maximum  242',
      '  mean     240.6666667',
      '',
      'often (alarm-window)',
      '  open windows and their active events, threshold 5',
      `  ${' '.repeat(26)}${' '.repeat(34)}watermark 14:20:03 ▼`,
      `  14:19:10 - 14:20:10  3    ${'█'.repeat(53)}${'░'.repeat(7)}`,
      `  2017-02-19                14:19:10${' '.repeat(44)}14:20:10`,
      '',
      'seldom (alarm-window)',
      '  no open window, threshold 1',
      '',
      'flapping (./flapping.ts)',
      '  active   true',
      '  changes  [1,2]',
      '  note     a�[2Jb',
      '  timer    2017-02-19 14:21:00 UTC by event time',
      '  timer    2017-02-19 14:31:00 UTC by arrival, quiet',
      '',
      'other (./other.ts)',
      '  holds nothing of this key',
    ]);
  });

  test('of a checkpoint', () => {
    const notes = ['checkpoint 13 cannot be used: why'];
    const lines = actorPage({ ...actor, thread: null, origin: { ...origin, notes }, analytics: [] }, NOW, plainScreen);
    expect(lines.slice(0, 4)).toEqual([
      '1161115040-141-312 of customer1',
      '  partition   customer1/0',
      '  from        checkpoint 12 at input 4,711, taken 2017-02-19 14:26:58 UTC (3m 2s ago): no runtime runs',
      '  events      3',
    ]);
    expect(lines.at(-1)).toBe('  customer1/0: checkpoint 13 cannot be used: why');
  });
});
