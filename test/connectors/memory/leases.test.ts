import { expect, it } from 'vitest';
import { MemoryLeases } from '../../../connectors/memory/leases.ts';
import { leasesSuite } from '../../conformance/leases.suite.ts';

leasesSuite('memory', async (timeToLive) => {
  const leases = new MemoryLeases(timeToLive);
  const pass = async (milliseconds: number): Promise<void> => leases.advance(milliseconds);
  return { one: leases, other: leases, pass, cleanup: () => leases.close() };
});

it('holds a lease for its time to the millisecond', async () => {
  const leases = new MemoryLeases(1000);
  await leases.acquire('customer1/0', 'host a');
  leases.advance(999);
  expect(await leases.holder('customer1/0')).toBeDefined();
  leases.advance(1);
  expect(await leases.holder('customer1/0')).toBeUndefined();
});

it('refuses a time to live too short to be kept', () => {
  expect(() => new MemoryLeases(999)).toThrow(RangeError);
});
