import { afterEach, describe, expect, test } from 'vitest';
import { builtInVersions } from '../../../actors/catalog.ts';
import { Ground } from '../../support/owner/ground.ts';
import type { Intercept } from '../../support/owner/intercept.ts';
import type { Site } from '../../support/owner/site.ts';
import type { Vandal } from './vandal.ts';

/** As many as are kept. */
const CHECKPOINTS = 3;

/** The gates of a take-over that look at the logs and the code: each stops the partition, by name, before it sends anything. */
export function logGateSuite(open: () => Site, vandalOf: (ground: Ground) => Vandal): void {
  /** A partition with a copy of its logs, and checkpoints and results since. */
  const damaged = async (since: number): Promise<{ ground: Ground; vandal: Vandal }> => {
    const ground = await Ground.open(open());
    const vandal = vandalOf(ground);
    await lives(ground, 1);
    await vandal.copy();
    await lives(ground, since);
    return { ground, vandal };
  };

  describe('results that were stored and are gone', () => {
    test('are given again from a checkpoint before them', async () => {
      const { ground, vandal } = await damaged(1);
      await using _ = ground;
      await vandal.putBack('output');
      const life = await ground.settle();
      expect(life.warnings.join()).toContain('output-lost');
      await ground.expectResults();
    });

    test('stop the partition when no checkpoint is before them', async () => {
      const { ground, vandal } = await damaged(CHECKPOINTS);
      await using _ = ground;
      await vandal.putBack('output');
      await expectStop(ground, 'output-lost');
    });
  });

  describe('input that was taken', () => {
    test.for([1, CHECKPOINTS])('and is gone stops the partition, %i checkpoints later', async (since) => {
      const { ground, vandal } = await damaged(since);
      await using _ = ground;
      await vandal.putBack('input');
      await expectStop(ground, 'input-lost');
    });

    test.for([1, CHECKPOINTS])('and is another now stops the partition, %i checkpoints later', async (since) => {
      const { ground, vandal } = await damaged(since);
      await using _ = ground;
      await vandal.putBack('input');
      await ground.send(40);
      await expectStop(ground, 'input-rewritten');
    });

    test('may have expired; what was not taken may not', async () => {
      const { ground, vandal } = await damaged(CHECKPOINTS);
      await using _ = ground;
      await vandal.expire();
      await ground.settle();
      await ground.send(10);
      await vandal.expire();
      await expectStop(ground, 'input-expired');
    });

    test('may not have expired where there is no checkpoint yet', async () => {
      await using ground = await Ground.open(open());
      await ground.send(5);
      await vandalOf(ground).expire();
      await expectStop(ground, 'input-expired');
    });
  });

  describe('a log that was deleted and made anew', () => {
    test.for(['input', 'output'] as const)('stops the partition: %s', async (direction) => {
      const { ground, vandal } = await damaged(1);
      await using _ = ground;
      await vandal.recreate(direction);
      await expectStop(ground, 'log-recreated');
    });
  });

  describe('other code', () => {
    const version = builtInVersions['global-statistics'] as number;
    const release = (next: number): void => {
      Object.assign(builtInVersions, { 'global-statistics': next });
    };
    afterEach(() => release(version));

    test('stops the partition when results behind the checkpoint are sent, unless a person accepts it', async () => {
      const { ground } = await damaged(1);
      await using _ = ground;
      const life = await ground.begin();
      await ground.send(3);
      await ground.takes(life);
      await life.crash();
      release(version + 1);
      await expectStop(ground, 'code-changed');
      await ground.settle({ acceptCodeChange: true });
      await ground.expectResults();
    });

    test('goes on where the old code was drained', async () => {
      const { ground } = await damaged(1);
      await using _ = ground;
      await ground.settle();
      release(version + 1);
      await ground.send(3);
      await ground.settle();
      await ground.expectExact();
    });
  });
}

/** Owners that each take a checkpoint and crash. */
async function lives(ground: Ground, checkpoints: number): Promise<void> {
  for (let i = 0; i < checkpoints; i++) {
    const life = await ground.begin();
    await ground.send(4, 2);
    await ground.takes(life);
    await ground.checkpoints(life);
    await life.crash();
  }
}

/** The next owner stops by that name, and has sent nothing. */
export async function expectStop(ground: Ground, code: string, intercepts: readonly Intercept[] = []): Promise<void> {
  const before = await resultsIn(ground);
  const life = await ground.begin(intercepts);
  await life.ended;
  expect(life.end).toMatch(new RegExp(`^${code}: `));
  expect(await resultsIn(ground)).toEqual(before);
}

async function resultsIn(ground: Ground): Promise<readonly unknown[]> {
  return (await ground.records('output')).filter(({ identity }) => identity !== undefined);
}
