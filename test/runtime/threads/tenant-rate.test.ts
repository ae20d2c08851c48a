import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { TenantRate, type TenantRateSpec, tenantRateSpec } from '../../../runtime/threads/tenant-rate.ts';

const specOf = (rate: number, partitions: number): TenantRateSpec =>
  tenantRateSpec(rate, partitions) ?? expect.fail('no rate');

test('no rate has no bucket', () => {
  expect(tenantRateSpec(undefined, 4)).toBeUndefined();
});

test("a process's share follows the partitions that it owns", () => {
  const spec = specOf(400, 4);
  const rates = [0, 1, 2, 3].map((index) => new TenantRate(spec, index));
  const shares = () => new Set(rates.map(({ share }) => share));
  expect(shares()).toEqual(new Set([100]));
  rates[0]?.own();
  rates[0]?.own();
  expect(shares()).toEqual(new Set([100]));
  for (const rate of rates.slice(0, 3)) rate.own();
  expect(shares()).toEqual(new Set([300]));
  rates[1]?.release();
  rates[1]?.release();
  rates[3]?.release();
  expect(shares()).toEqual(new Set([200]));
});

test('one partition may use all that its process has', () => {
  const spec = specOf(400, 4);
  const [one, other] = [new TenantRate(spec, 0), new TenantRate(spec, 1)];
  for (const rate of [one, other, new TenantRate(spec, 2), new TenantRate(spec, 3)]) rate.own();
  expect(one.takeUpTo(1000, 5000)).toBe(400);
  expect(other.takeUpTo(1000, 5000)).toBe(0);
  expect(other.waitFor(4, 5000)).toBe(10);
  other.charge(-3, 5000);
  expect(one.takeUpTo(1000, 5000)).toBe(3);
});

test('threads that take at once never get more than there is', async () => {
  const spec = specOf(100_000, 1);
  const module = JSON.stringify(new URL('../../../runtime/threads/tenant-rate.ts', import.meta.url).href);
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(${module}).then(({ TenantRate }) => {
      const rate = new TenantRate(workerData, 0);
      let taken = 0;
      for (let i = 0; i < 60000; i++) taken += rate.takeUpTo(1, 1000);
      parentPort.postMessage(taken);
    });`;
  const takenBy = async (): Promise<number> => {
    const worker = new Worker(code, { eval: true, workerData: spec });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    worker.once('message', resolve).once('error', reject);
    return await promise;
  };
  new TenantRate(spec, 0).own();
  const [a, b] = await Promise.all([takenBy(), takenBy()]);
  expect(a + b).toBe(100_000);
});
