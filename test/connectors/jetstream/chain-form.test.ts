import { expect, test } from 'vitest';
import { ChainForm } from '../../../connectors/jetstream/chain-form.ts';

test('records of a stream without replicas go one by one, however many', () => {
  expect([1, 10, 1000].map((records) => new ChainForm(1).isBatch(records))).toEqual([false, false, false]);
});

test('those of one with replicas go as a batch where it is worth it', () => {
  expect([1, 9, 10, 250].map((records) => new ChainForm(3).isBatch(records))).toEqual([false, false, true, true]);
});

test('no more batches are under way than a server takes, and one that failed is under way no more', async () => {
  const form = new ChainForm(3);
  const batches = Array.from({ length: 32 }, () => Promise.withResolvers<number>());
  const all = batches.map(({ promise }) => form.during(promise));
  expect(form.isBatch(100)).toBe(false);
  batches[0]?.reject(new Error('lost'));
  await expect(all[0]).rejects.toThrow('lost');
  expect(form.isBatch(100)).toBe(true);
  for (const { resolve } of batches) resolve(1);
  await Promise.all(all.slice(1));
});
