import { expect, test } from 'vitest';
import { Histogram, noFigures } from '../../../runtime/base/histogram.ts';
import { limits } from '../../../runtime/base/limits.ts';
import { summaryOf } from '../../../runtime/control/tenant-summary.ts';
import { noQuality } from '../../../runtime/partition/quality.ts';
import { partitionRow } from './support/memory-control.ts';

const tenant = { id: 'customer1', partitions: 2, delivery: 'exactly-once', analytics: [] } as const;
const answered = new Histogram(limits.responseBounds);
answered.note(3);

const first = partitionRow('customer1', 0, {
  actors: 3,
  sequence: 10,
  inputLast: 12,
  lag: 2,
  quality: { ...noQuality(), events: 7, bytes: 490, wrong: 1, early: 3, results: { statistics: 7, error: 1, late: 2 } },
  suppressed: 6,
  watermarkDelay: 10_500,
  response: answered.figures,
  checkpoint: { number: 4, sequence: 8, takenAt: 5000, bytes: 100, actors: 3 },
  checkpointTime: { count: 2, total: 50, newest: 30 },
  checkpointPause: { total: 9, longest: 5, newest: 2 },
});
const second = partitionRow('customer1', 1, {
  actors: 2,
  sequence: 12,
  inputLast: 12,
  quality: {
    ...noQuality(),
    events: 5,
    bytes: 350,
    outOfOrder: 1,
    actorErrors: 2,
    overQuota: 4,
    results: { statistics: 5, window: 1 },
  },
  delays: { 'input-rate': { count: 2, milliseconds: 1500 }, 'result-rate': { count: 0, milliseconds: 0 } },
  watermarkDelay: 12_000,
  checkpoint: { number: 9, sequence: 8, takenAt: 4000, bytes: 200, actors: 2 },
  checkpointTime: { count: 1, total: 20, newest: 20 },
  checkpointPause: { total: 4, longest: 4, newest: 4 },
});
const ingest = partitionRow('customer1', 'ingest', {
  sequence: 8,
  inputLast: 12,
  lag: 4,
  quality: { ...noQuality(), events: 12, bytes: 900, wrong: 4, results: { mid: 12, error: 4 } },
  suppressed: 2,
  dueReports: 3,
  checkpoint: { number: 1, sequence: 2, takenAt: 6000, bytes: 10, actors: 0 },
  response: answered.figures,
});

test('the figures of a tenant are the sums of its partitions', () => {
  expect(summaryOf(tenant, [first, second])).toEqual({
    id: 'customer1',
    partitions: 2,
    delivery: 'exactly-once',
    analytics: [],
    actors: 5,
    events: 12,
    bytes: 840,
    wrong: 1,
    late: 2,
    outOfOrder: 1,
    early: 3,
    actorErrors: 2,
    results: { statistics: 12, error: 1, late: 2, window: 1 },
    suppressed: 6,
    lag: 2,
    restored: null,
    replayed: null,
    dueReports: 0,
    watermarkDelay: 12_000,
    response: answered.figures,
    checkpoint: { takenAt: 4000, bytes: 300, took: 30, paused: 4 },
    quotas: {
      hits: { keys: 4, 'record-bytes': 0, 'state-bytes': 0, 'input-rate': 2, 'result-rate': 0 },
      delayed: { 'input-rate': 1500, 'result-rate': 0 },
    },
  });
});

test('what an ingest stage sends on counts once, what it sets aside counts, and what waits for it waits', () => {
  const without = summaryOf(tenant, [first, second]);
  expect(summaryOf(tenant, [first, second, ingest])).toEqual({
    ...without,
    wrong: 5,
    results: { ...without.results, error: 5 },
    suppressed: 8,
    dueReports: 3,
    lag: 6,
    checkpoint: { ...without.checkpoint, bytes: 310 },
  });
});

test('what is restored and computed again is a share of all of it', () => {
  const replay = { from: 100, upTo: 300 };
  const rows = [
    partitionRow('customer1', 0, { sequence: 150, replay }),
    partitionRow('customer1', 1, { sequence: 100, replay: { from: 50, upTo: 150 } }),
    partitionRow('customer1', 2, { sequence: 7 }),
  ];
  expect(summaryOf(tenant, rows).replayed).toBeCloseTo(1 / 3);
  const recovery = { actors: 30, ofActors: 40, bytes: 1, ofBytes: 2 };
  const restoring = [partitionRow('customer1', 0, { recovery }), partitionRow('customer1', 1)];
  expect(summaryOf(tenant, restoring).restored).toBe(0.75);
});

test('a tenant without input has zeros', () => {
  expect(summaryOf(tenant, [partitionRow('customer1', 0)])).toMatchObject({
    events: 0,
    late: 0,
    results: {},
    lag: 0,
    watermarkDelay: null,
    checkpoint: { takenAt: null, bytes: 0, took: null, paused: null },
    response: noFigures(limits.responseBounds),
  });
});
