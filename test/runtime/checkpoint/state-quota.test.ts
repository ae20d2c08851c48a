import { expect, test } from 'vitest';
import type { Manifest } from '../../../runtime/checkpoint/manifest.ts';
import { StateQuota, stateShare } from '../../../runtime/checkpoint/state-quota.ts';

/** A checkpoint whose segments have these lengths, after so many since a full one. */
function manifest(sinceFull: number, ...lengths: readonly number[]): Manifest {
  const segments = lengths.map((length) => ({ length }));
  return { checkpoint: 7, head: { sequence: 30 }, actors: 5000, sinceFull, segments } as unknown as Manifest;
}

test('a quota is shared evenly by the partitions, rounded up', () => {
  expect([stateShare(10, 4), stateShare(1024, 1), stateShare(undefined, 4)]).toEqual([3, 1024, undefined]);
});

test('without one any state will do', () => {
  expect(new StateQuota(undefined, 'here').admits(manifest(0, 1e15))).toBe(true);
});

test('a full checkpoint tells the size, one of changes only that it is no larger than all there is', () => {
  const quota = new StateQuota(2048, 'partition t/0');
  expect(quota.admits(manifest(0, 2000, 48))).toBe(true);
  expect(quota.admits(manifest(1, 1500, 548))).toBe(true);
  expect(quota.admits(manifest(1, 1500, 549))).toBe(false);
  expect(() => quota.admits(manifest(0, 2000, 49))).toThrow(
    "quota-state-bytes: the state of 5,000 actors is 2 KiB, over the partition's share of quotas.stateBytes, 2 KiB, partition t/0, checkpoint 7 at input 30, raise quotas.stateBytes",
  );
});
