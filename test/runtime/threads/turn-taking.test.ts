import { expect, test } from 'vitest';
import { Heart } from '../../../runtime/threads/heart.ts';
import type { PartitionSpec } from '../../../runtime/threads/protocol.ts';
import { passOn } from '../../support/owner/intercept.ts';
import { Life } from '../../support/owner/life.ts';
import { MemorySite } from '../../support/owner/site.ts';
import { line } from '../../support/reference/records.ts';
import { settingsOf } from '../../support/reference/settings.ts';

const FAR = 1_000_000_000;
const BACKLOG = 12_000;

/** A partition on the thread, and what each of its records seems to take. */
interface Shape {
  readonly tenant: string;
  readonly perRecord: number;
}

function specOf(tenant: string): PartitionSpec {
  return {
    tenant,
    index: 0,
    count: 1,
    // Few results: while many are published, others have their turn after so much of real time.
    settings: settingsOf([{ id: 'global-statistics', use: 'global-statistics', emit: { every: FAR } }], {
      idleTimeout: FAR,
    }),
    folder: '.',
    delivery: 'exactly-once',
    log: { kind: 'memory' },
    store: { kind: 'memory' },
    retention: { bytes: FAR, age: FAR },
    checkpoint: { every: FAR, keep: 3, rebaseAfter: 1, replayBound: FAR },
    acceptCodeChange: false,
    lease: 5000,
    owner: 'owner',
  };
}

/**
 * Has partitions share a thread, all with a backlog, and tells how many records each has taken while the first one took so many.
 */
async function takenBeside(records: number, shapes: readonly Shape[]): Promise<readonly number[]> {
  const heart = new Heart();
  const [from, to] = [Promise.withResolvers<readonly number[]>(), Promise.withResolvers<readonly number[]>()];
  const lives: Life[] = [];
  const all = (): readonly number[] => lives.map(({ sequence }) => sequence);
  const look = (): void => {
    if (!lives.every(({ sequence }) => sequence > 0)) return;
    void from.promise.then(([first = 0]) => {
      if ((lives[0]?.sequence ?? 0) >= first + records) to.resolve(all());
    });
    from.resolve(all());
  };
  for (const [i, { tenant, perRecord }] of shapes.entries()) {
    const site = new MemorySite();
    const connectors = await site.connect();
    const input = await connectors.logs.open({ tenant, partition: 0, count: 1, direction: 'input' });
    const payload = Buffer.from(line({ time: Date.UTC(2017, 1, 19) }));
    await input.append(Array.from({ length: BACKLOG }, () => ({ kind: 'event', payload })));
    // Looks after each piece of work.
    const turn = Object.assign(heart.turnsOf(i + 1, tenant), { goesOn: look });
    const watched = new Life(specOf(tenant), connectors, site.clock, passOn, { turn, perRecord });
    lives.push(watched);
  }
  const [before, after] = [await from.promise, await to.promise];
  await Promise.all(lives.map(async (life) => await life.drain()));
  expect(lives.map(({ end }) => end)).toEqual(lives.map(() => 'drained'));
  return after.map((taken, i) => taken - (before[i] ?? 0));
}

function expectNear(taken: number | undefined, due: number, within: number): void {
  expect(Math.abs((taken ?? Number.NaN) - due), `${taken} taken where ${due} are due`).toBeLessThanOrEqual(within);
}

test('two whose records take the same take as many', async () => {
  const shape = (tenant: string): Shape => ({ tenant, perRecord: 1 });
  const [a, b] = await takenBeside(800, [shape('a'), shape('b')]);
  // Turns are 8 records long.
  expectNear(b, a ?? 0, 16);
});

test('one whose records take long has fewer turns, not more time', async () => {
  const [cheap, dear] = await takenBeside(800, [
    { tenant: 'a', perRecord: 1 },
    { tenant: 'b', perRecord: 40 },
  ]);
  expectNear(dear, (cheap ?? 0) / 40, 2);
});

test('several partitions of a tenant have what one of another tenant has', async () => {
  const [own, ...others] = await takenBeside(
    800,
    ['a', 'b', 'b', 'b', 'b'].map((tenant) => ({ tenant, perRecord: 1 })),
  );
  const sum = others.reduce((total, taken) => total + taken, 0);
  expectNear(sum, own ?? 0, 64);
  for (const taken of others) expectNear(taken, sum / 4, 16);
});

test('one whose turn takes several pieces of work has as much time as others', async () => {
  // A piece is 1000 records long, which seem to take 2 milliseconds: a quarter of a turn.
  const [short, long] = await takenBeside(8000, [
    { tenant: 'a', perRecord: 0.002 },
    { tenant: 'b', perRecord: 1 },
  ]);
  expectNear(long, (short ?? 0) * 0.002, 8);
});
