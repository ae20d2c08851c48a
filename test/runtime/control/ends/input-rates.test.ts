import { expect, test } from 'vitest';
import { parseConfig } from '../../../../config/load.ts';
import type { TenantConfig } from '../../../../config/types.ts';
import { InputRates } from '../../../../runtime/control/ends/input-rates.ts';
import { RetryLater } from '../../../../runtime/control/retry-later.ts';

const YAML = `
log: { kind: sqlite, folder: ./unused }
tenants:
  - { id: slow, analytics: [{ use: global-statistics }], quotas: { inputRate: 100 } }
  - { id: free, analytics: [{ use: global-statistics }] }
`;
const [slow, free] = parseConfig(YAML, 'test.yaml').tenants.map((config: TenantConfig) => {
  return { config, gone: new AbortController().signal };
}) as [{ config: TenantConfig; gone: AbortSignal }, { config: TenantConfig; gone: AbortSignal }];

function secondsOf(take: () => void): number {
  try {
    take();
    return 0;
  } catch (thrown) {
    if (thrown instanceof RetryLater && thrown.code === 'quota-exceeded') return thrown.seconds;
    throw thrown;
  }
}

test('a second may come at once, more waits, and a long request is taken when the bucket is full', () => {
  let now = 1000;
  const rates = new InputRates(() => now);
  const take = (records: number) => secondsOf(() => rates.take(slow, records));
  expect(take(60)).toBe(0);
  expect(take(60)).toBe(1);
  expect(secondsOf(() => rates.check(slow))).toBe(0);
  expect(take(40)).toBe(0);
  expect(secondsOf(() => rates.check(slow))).toBe(1);
  now += 1000;
  expect(take(350)).toBe(0);
  expect(take(1)).toBe(3);
  now += 2500;
  expect(take(1)).toBe(1);
  now += 10;
  expect(take(1)).toBe(0);
  expect(rates.refused.get('slow')).toBe(4);
  expect(secondsOf(() => rates.take(free, 1e9))).toBe(0);
});
