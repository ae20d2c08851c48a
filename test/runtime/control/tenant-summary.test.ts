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
  quality: { ...noQuality(), events: 7, wrong: 1, results: { statistics: 7, error: 1, late: 2 } },
  response: answered.figures,
});
const second = partitionRow('customer1', 1, {
  actors: 2,
  sequence: 12,
  inputLast: 12,
  quality: { ...noQuality(), events: 5, results: { statistics: 5, window: 1 } },
});
const ingest = partitionRow('customer1', 'ingest', {
  sequence: 8,
  inputLast: 12,
  lag: 4,
  quality: { ...noQuality(), events: 12, wrong: 4, results: { mid: 12, error: 4 } },
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
    wrong: 1,
    late: 2,
    results: { statistics: 12, error: 1, late: 2, window: 1 },
    lag: 2,
    response: answered.figures,
  });
});

test('what an ingest stage sends on counts once, what it sets aside counts, and what waits for it waits', () => {
  const without = summaryOf(tenant, [first, second]);
  expect(summaryOf(tenant, [first, second, ingest])).toEqual({
    ...without,
    wrong: 5,
    results: { ...without.results, error: 5 },
    lag: 6,
  });
});

test('a tenant without input has zeros', () => {
  expect(summaryOf(tenant, [partitionRow('customer1', 0)])).toMatchObject({
    events: 0,
    late: 0,
    results: {},
    lag: 0,
    response: noFigures(limits.responseBounds),
  });
});
