import { describe, expect, test } from 'vitest';
import { Ground } from '../../support/owner/ground.ts';
import type { Intercept } from '../../support/owner/intercept.ts';
import type { Site } from '../../support/owner/site.ts';
import { FailPointWatch, lostAnswer } from './fail-point.ts';
import { failPoints, type ListedPoint } from './list.ts';

/** More than a frame of a checkpoint holds, so that a checkpoint has several segments. */
const ACTORS = 600;
const ROUNDS = 8;

/** Whether the owner that meets the fail-point is the partition's first. */
type Turn = 'first' | 'later';

/** Every fail-point, met by a partition's first owner and by one that goes on from a checkpoint; on servers by the latter. */
export function failPointSuite(kind: 'memory' | 'servers', open: () => Site): void {
  const turns: readonly Turn[] = kind === 'memory' ? ['first', 'later'] : ['later'];
  for (const turn of turns) {
    describe(`met by ${turn === 'first' ? 'the first owner' : 'an owner that goes on from a checkpoint'}`, () => {
      for (const listed of failPoints) {
        if (listed.only === 'later' && turn === 'first') continue;
        if (listed.only === 'servers' && kind === 'memory') continue;
        test(listed.name, async () => {
          await using ground = await Ground.open(open(), ACTORS);
          await meet(ground, listed, turn);
          await ground.settle();
          await ground.expectExact();
          await ground.expectArchive();
        });
      }
    });
  }

  test('a commit whose outcome cannot be read back either is made again, the very same', async () => {
    await using ground = await Ground.open(open());
    const { intercept, swaps } = unreadable();
    const life = await ground.begin([intercept]);
    for (let round = 0; round < 3; round++) {
      await ground.send(4, 3);
      await ground.takes(life);
      await ground.checkpoints(life);
    }
    await life.drain();
    expect(life.end).toBe('drained');
    expect(swaps()).toBeGreaterThan(4);
    await ground.expectExact();
  });
}

/** A commit's answer is lost, and so is the first look at what became of it. */
function unreadable(): { readonly intercept: Intercept; readonly swaps: () => number } {
  let swaps = 0;
  let isLost = false;
  const intercept: Intercept = async ({ method }, perform) => {
    if (method === 'readManifest' && isLost) {
      isLost = false;
      throw lostAnswer();
    }
    if (method !== 'swapManifest' || ++swaps !== 3) return await perform();
    await perform();
    isLost = true;
    throw lostAnswer();
  };
  return { intercept, swaps: () => swaps };
}

async function meet(ground: Ground, { point }: ListedPoint, turn: Turn): Promise<void> {
  await ground.send(6, 100);
  if (turn === 'later') {
    const before = await ground.begin();
    await ground.takes(before);
    await ground.checkpoints(before);
    // Results behind the checkpoint, for the next owner to suppress.
    await ground.send(4, 3);
    await ground.takes(before);
    await before.crash();
  }
  const watch = new FailPointWatch(point);
  const life = await ground.begin([watch.intercept]);
  for (let round = 0; round < ROUNDS && life.end === undefined && !watch.isMet; round++) {
    await ground.takes(life);
    await ground.checkpoints(life);
    await ground.send(4, 3);
  }
  expect(watch.isMet).toBe(true);
  if (point.effect.startsWith('crash')) {
    await life.ended;
    expect(life.end).toBe('crashed');
  } else if (life.end === undefined) {
    // It lives on, and does so rightly.
    await ground.takes(life);
    await ground.checkpoints(life);
    await ground.send(2, 3);
  }
  await life.crash();
}
