import { expect, test } from 'vitest';
import { noDelays, Rates, type RatesSpec } from '../../../runtime/threads/rates.ts';
import { tenantRateSpec } from '../../../runtime/threads/tenant-rate.ts';

/** Rates of a tenant's one partition, on a clock that the test moves. */
class Bench {
  now = 1e6;
  readonly rates: Rates;

  constructor(given: { input?: number; result?: number }) {
    const [input, result] = [tenantRateSpec(given.input, 1), tenantRateSpec(given.result, 1)];
    const spec: RatesSpec = { ...(input && { input }), ...(result && { result }) };
    this.rates = new Rates(spec, 0, () => this.now);
    this.rates.own();
  }

  /** Takes what may be taken of so many records, each of which gives so many results. */
  take(count: number, resultsOfEach = 1): number {
    const granted = this.rates.grant(count);
    const taken = Math.min(count, granted);
    if (granted > 0) this.rates.settle(granted, taken, taken * resultsOfEach);
    return taken;
  }
}

test('without rates nothing is delayed', () => {
  const { rates } = new Bench({});
  expect(rates.grant(5)).toBe(Infinity);
  rates.settle(Infinity, 5, 10);
  expect([rates.isDelayed, rates.dueIn, rates.seen(), rates.delays]).toEqual([false, Infinity, undefined, noDelays]);
});

test('records wait once those of a second are taken, and some are taken at once then', () => {
  const bench = new Bench({ input: 1000 });
  expect([bench.take(600), bench.take(600), bench.take(600)]).toEqual([600, 400, 0]);
  expect([bench.rates.isDelayed, bench.rates.dueIn]).toEqual([true, 20]);
  bench.now += 15;
  expect(bench.rates.dueIn).toBe(5);
  bench.now += 5;
  expect(bench.take(600)).toBe(20);
  expect([bench.rates.isDelayed, bench.rates.dueIn]).toEqual([false, Infinity]);
});

test('what was granted and not taken is there for others, and a message of many lines is paid for later', () => {
  const bench = new Bench({ input: 1000 });
  expect(bench.rates.grant(800)).toBe(800);
  bench.rates.settle(800, 100, 0);
  expect(bench.rates.grant(2000)).toBe(900);
  bench.rates.settle(900, 1900, 0);
  expect(bench.take(1)).toBe(0);
  bench.now += 1000;
  expect(bench.take(1)).toBe(0);
  bench.now += 1;
  expect(bench.take(1)).toBe(1);
});

test('records wait while more results were sent than a second brings', () => {
  const bench = new Bench({ result: 100 });
  expect(bench.take(10, 15)).toBe(10);
  expect(bench.take(1)).toBe(0);
  expect(bench.rates.dueIn).toBe(510);
  bench.now += 510;
  expect(bench.take(1, 0)).toBe(1);
  expect(bench.take(1, 2)).toBe(1);
  expect(bench.take(1)).toBe(0);
});

test('says by what it was delayed since it was last asked, how often and how long', () => {
  const bench = new Bench({ input: 100, result: 1000 });
  bench.take(100);
  expect(bench.rates.seen()).toBeUndefined();
  expect(bench.take(1)).toBe(0);
  bench.now += 5;
  expect(bench.take(1)).toBe(0);
  expect(bench.rates.delays['input-rate']).toEqual({ count: 1, milliseconds: 5 });
  bench.now += 5;
  expect(bench.take(1, 2000)).toBe(1);
  expect(bench.rates.seen()).toMatchObject({
    code: 'input-rate',
    what: expect.stringContaining('100 records a second'),
  });
  expect(bench.rates.seen()).toBeUndefined();
  bench.now += 100;
  expect(bench.take(1)).toBe(0);
  expect(bench.rates.seen()).toMatchObject({ code: 'result-rate', what: expect.stringContaining('quotas.resultRate') });
  bench.now += 7;
  expect(bench.rates.delays).toEqual({
    'input-rate': { count: 1, milliseconds: 10 },
    'result-rate': { count: 1, milliseconds: 7 },
  });
});
