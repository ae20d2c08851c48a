import { expect, test } from 'vitest';
import { Heart, vitalOf } from '../../../runtime/threads/heart.ts';
import { Ground } from '../../support/owner/ground.ts';
import { Life } from '../../support/owner/life.ts';
import { MemorySite } from '../../support/owner/site.ts';

/** What of a checkpoint is written, in its order. */
const WRITES = ['putSegment', 'putRollups', 'swapManifest', 'ack', 'listCheckpoints'];

// The heart of these threads isn't started: as if the event loop never went round.
test('a partition gives signs of life from piece to piece of its work, and from write to write of its last checkpoint', async () => {
  const site = new MemorySite();
  await using ground = await Ground.open(site);
  await ground.send(100);
  const heart = new Heart();
  const seen: { readonly method: string; readonly beats: number }[] = [];
  const life = new Life(
    { ...ground.spec, owner: 'owner' },
    await site.connect(),
    site.clock,
    async ({ method }, perform) => {
      seen.push({ method, beats: vitalOf(heart.memory).beats });
      return await perform();
    },
    { turn: heart.turnsOf(1), perRecord: 1 },
  );
  await ground.takes(life);
  const begun = seen.findLastIndex(({ method }) => method === 'listCheckpoints');
  const pieces = seen.slice(begun).filter(({ method }) => method === 'append');
  expect(pieces.length).toBeGreaterThan(10);
  expectRising(pieces);

  const taken = seen.length;
  await life.drain();
  expect(life.end).toBe('drained');
  const writes = seen.slice(taken).filter(({ method }) => WRITES.includes(method));
  expect(writes.map(({ method }) => method)).toEqual(expect.arrayContaining(WRITES));
  expectRising(writes);
});

function expectRising(calls: readonly { readonly method: string; readonly beats: number }[]): void {
  const still = calls.filter(({ beats }, i) => i > 0 && beats <= (calls[i - 1]?.beats ?? 0));
  expect(still).toEqual([]);
}
