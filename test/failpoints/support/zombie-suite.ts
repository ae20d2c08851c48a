import { setImmediate as nextRound } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Gate } from '../../support/owner/gate.ts';
import { Ground } from '../../support/owner/ground.ts';
import type { Call, Intercept } from '../../support/owner/intercept.ts';
import type { Life } from '../../support/owner/life.ts';
import type { Site } from '../../support/owner/site.ts';
import { isCall, isFence, isSent } from './calls.ts';

/** Owners that are stopped in the midst of a call and go on when somebody else owns their partition. */
export function zombieSuite(open: () => Site): void {
  describe('an owner that was stopped with results on their way', () => {
    for (const passed of [1, 2, 4]) {
      test(`stores none of them when its successor has sent ${passed}`, async () => {
        await using ground = await Ground.open(open());
        const { zombie, gate } = await stopped(ground);
        const successor = new Gate(isSent, passed);
        const life = await ground.begin([successor.intercept]);
        await ground.until('the successor has sent some', () => successor.held > 0 || life.end !== undefined);
        await gate.open();
        await zombie.ended;
        expect(zombie.end).toMatch(/^log-conflict/);
        await successor.open();
        await ground.takes(life);
        await life.drain();
        expect(life.end).toBe('drained');
        await ground.expectExact();
      });
    }

    test('is heard before the fence of its successor, whose tail knows of it', async () => {
      await using ground = await Ground.open(open());
      const { zombie, gate } = await stopped(ground);
      const life = await ground.begin([once(isCall('output', 'bounds'), async () => await gate.release())]);
      await ground.takes(life);
      await life.drain();
      expect(life.end).toBe('drained');
      await ends(ground, zombie, gate);
      await ground.expectExact();
    });

    test('is heard before a second fence of its successor when it gets ahead of the first', async () => {
      await using ground = await Ground.open(open());
      const { zombie, gate } = await stopped(ground);
      const life = await ground.begin([once(isFence, async () => await gate.release())]);
      await ground.takes(life);
      await life.drain();
      expect(life.end).toBe('drained');
      await ends(ground, zombie, gate);
      await ground.expectExact();
    });

    test('is one of three in a row', async () => {
      await using ground = await Ground.open(open());
      const { zombie: first, gate: firstGate } = await stopped(ground);
      const secondGate = new Gate(isSent, 1);
      const second = await ground.begin([secondGate.intercept]);
      await ground.until('the second owner has sent some', () => secondGate.held > 0);
      const third = await ground.begin();
      await ground.takes(third);
      await firstGate.open();
      await secondGate.open();
      await Promise.all([first.ended, second.ended]);
      await third.drain();
      expect([first.end, second.end].map(codeOf)).toEqual(['log-conflict', 'log-conflict']);
      expect(third.end).toBe('drained');
      await ground.expectExact();
    });
  });

  describe('an owner that was stopped in the midst of a checkpoint', () => {
    // The claim and the first checkpoint, an empty one, pass; at the next one the whole process is stopped.
    // Where nothing new comes, it is the checkpoint alone by which it finds out.
    for (const [moment, method, passed, more] of [
      ['as it stores its segments', 'putSegment', 0, 6],
      ['as it stores its segments, with nothing else to do,', 'putSegment', 0, 0],
      ['as it commits', 'swapManifest', 2, 6],
    ] as const) {
      test(`${moment} puts it over none of its successor's, and acknowledges nothing`, async () => {
        await using ground = await Ground.open(open());
        await ground.send(6, 4);
        const [steps, acks]: [Call[], Call[]] = [[], []];
        const gate = new Gate(() => steps.length > passed, 0);
        const zombie = await ground.begin([
          heard(isCall('snapshots', method), steps),
          heard(isCall('input', 'ack'), acks),
          gate.intercept,
        ]);
        await ground.takes(zombie);
        ground.site.clock.advance(2000);
        await ground.until('the checkpoint is being taken', () => steps.length > passed);
        if (more > 0) await ground.send(more, 4);
        const life = await ground.begin();
        await ground.takes(life);
        await ground.checkpoints(life);
        const newest = await ground.snapshots.readManifest(ground.name);
        await gate.open();
        await zombie.ended;
        expect(zombie.end).toMatch(/^(fenced|log-conflict)/);
        expect(acks).toEqual([]);
        expect(await ground.snapshots.readManifest(ground.name)).toEqual(newest);
        await life.drain();
        expect(life.end).toBe('drained');
        await ground.expectExact();
      });
    }
  });

  describe('an owner that was stopped between its claim and its fence', () => {
    test('raises none behind that of its successor', async () => {
      await using ground = await Ground.open(open());
      await ground.send(6, 4);
      const gate = new Gate(isCall('output', 'bounds'), 0);
      const zombie = await ground.begin([gate.intercept]);
      await ground.until('the first one has claimed', () => gate.held > 0);
      const life = await ground.begin();
      await ground.takes(life);
      await gate.open();
      await zombie.ended;
      expect(zombie.end).toMatch(/^fenced/);
      await ground.send(2);
      await ground.takes(life);
      await life.drain();
      expect(life.end).toBe('drained');
      await ground.expectExact();
    });
  });

  describe('two who claim the partition at once', () => {
    test('are told apart: who was slower has nothing', async () => {
      await using ground = await Ground.open(open());
      await ground.send(6, 4);
      const gate = new Gate(isCall('snapshots', 'swapManifest'), 0);
      const slow = await ground.begin([gate.intercept]);
      await ground.until('the first one claims', () => gate.held > 0);
      const fast = await ground.begin();
      await ground.takes(fast);
      await gate.open();
      await slow.ended;
      expect(slow.end).toMatch(/^fenced/);
      await fast.drain();
      expect(fast.end).toBe('drained');
      await ground.expectExact();
    });
  });

  describe('a checkpoint whose results are not stored yet', () => {
    test('is not committed', async () => {
      await using ground = await Ground.open(open());
      await ground.send(6, 4);
      const gate = new Gate(isSent);
      const [rollups, swaps]: [Call[], Call[]] = [[], []];
      const life = await ground.begin([
        heard(isCall('archive', 'putRollups'), rollups),
        heard(isCall('snapshots', 'swapManifest'), swaps),
        gate.intercept,
      ]);
      await ground.takes(life);
      await ground.checkpoints(life);
      const [before, stored] = [swaps.length, rollups.length];
      gate.close();
      await ground.send(1, 3);
      await ground.until('results wait', () => gate.held > 0);
      ground.site.clock.advance(2000);
      // The last that is written before a commit.
      await ground.until('the roll-ups are written', () => rollups.length > stored);
      // Longer than it takes to commit.
      for (let i = 0; i < 20; i++) {
        await ground.snapshots.readManifest(ground.name);
        await nextRound();
      }
      expect(swaps).toHaveLength(before);
      await gate.open();
      await ground.checkpoints(life);
      expect(swaps.length).toBeGreaterThan(before);
      await life.drain();
      await ground.expectExact();
    });
  });
}

/** An owner that has a checkpoint and results behind it, and is stopped with more on their way: neither stored nor answered. */
async function stopped(ground: Ground): Promise<{ zombie: Life; gate: Gate }> {
  await ground.send(6, 4);
  const gate = new Gate(isSent);
  const zombie = await ground.begin([gate.intercept]);
  await ground.takes(zombie);
  await ground.checkpoints(zombie);
  await ground.send(2, 3);
  await ground.takes(zombie);
  gate.close();
  await ground.send(1, 20);
  await ground.until('results wait', () => gate.held > 1);
  return { zombie, gate };
}

/** A zombie goes on, and finds out with what it does next. */
async function ends(ground: Ground, zombie: Life, gate: Gate): Promise<void> {
  ground.site.clock.advance(2000);
  await gate.open();
  await zombie.ended;
  expect(zombie.end).toMatch(/^(fenced|log-conflict)/);
}

/** Does something before the first of such calls. */
function once(matches: (call: Call) => boolean, work: () => Promise<void>): Intercept {
  let isDone = false;
  return async (call, perform) => {
    if (!isDone && matches(call)) {
      isDone = true;
      await work();
    }
    return await perform();
  };
}

/** Notes such calls. */
function heard(matches: (call: Call) => boolean, calls: Call[]): Intercept {
  return async (call, perform) => {
    if (matches(call)) calls.push(call);
    return await perform();
  };
}

function codeOf(end: string | undefined): string {
  return (end ?? '').split(':')[0] as string;
}
