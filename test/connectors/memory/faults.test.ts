import { describe, expect, it } from 'vitest';
import { type FaultRates, Faults } from '../../../connectors/memory/faults.ts';
import { MemoryLogStore } from '../../../connectors/memory/log-store.ts';
import { MemorySnapshotStore } from '../../../connectors/memory/snapshot-store.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { Prng } from '../../../runtime/base/prng.ts';

const record = { kind: 'event', payload: Buffer.from('abc') };
const cell = { writeId: 'w1', bytes: Buffer.from('one') };
const segment = { partition: 'customer1/0', epoch: 1, checkpoint: 1, chunk: 0 };

function faults(rates: Partial<FaultRates>, seed = 1): Faults {
  return new Faults(new Prng(seed), rates);
}

async function logWith(rates: Partial<FaultRates>, seed = 1) {
  const store = new MemoryLogStore(new ManualClock(0), { faults: faults(rates, seed) });
  return store.open({ tenant: 'customer1', partition: 0, count: 4, direction: 'output' });
}

describe('faults in memory', () => {
  it('lose an append', async () => {
    const log = await logWith({ appendLost: 1 });
    await expect(log.append([record])).rejects.toMatchObject({ code: 'outcome-unknown' });
    expect(await log.bounds()).toEqual({ first: 1, last: 0 });
  });

  it('lose the answer to an append', async () => {
    const log = await logWith({ appendUnanswered: 1 });
    await expect(log.append([record])).rejects.toMatchObject({ code: 'outcome-unknown' });
    expect(await log.bounds()).toEqual({ first: 1, last: 1 });
    await expect(log.append([record], { expectedLast: 0 })).rejects.toMatchObject({ code: 'log-conflict' });
  });

  it('lose a manifest swap or its answer', async () => {
    const lost = new MemorySnapshotStore({ faults: faults({ swapLost: 1 }) });
    await expect(lost.swapManifest('a/0', undefined, cell)).rejects.toMatchObject({ code: 'outcome-unknown' });
    expect(await lost.readManifest('a/0')).toBeUndefined();
    const unanswered = new MemorySnapshotStore({ faults: faults({ swapUnanswered: 1 }) });
    await expect(unanswered.swapManifest('a/0', undefined, cell)).rejects.toMatchObject({ code: 'outcome-unknown' });
    expect((await unanswered.readManifest('a/0'))?.writeId).toBe('w1');
  });

  it('damage and hide segments as they are read, and keep what is stored', async () => {
    const stored = Buffer.from('a segment');
    const damaging = new MemorySnapshotStore({ faults: faults({ segmentDamaged: 1 }) });
    await damaging.putSegment(segment, stored);
    await damaging.putSegment(segment, stored);
    const found = Buffer.from((await damaging.getSegment(segment)) ?? []);
    expect(found.length).toBe(stored.length);
    expect(found.equals(stored)).toBe(false);
    const hiding = new MemorySnapshotStore({ faults: faults({ segmentMissing: 1 }) });
    await hiding.putSegment(segment, stored);
    expect(await hiding.getSegment(segment)).toBeUndefined();
  });

  it('are the same for the same seed', async () => {
    const outcomes = async (seed: number): Promise<string> => {
      const log = await logWith({ appendLost: 0.3, appendUnanswered: 0.3 }, seed);
      let story = '';
      for (let i = 0; i < 50; i++) {
        const before = (await log.bounds()).last;
        const failed = await log.append([record]).then(
          () => false,
          () => true,
        );
        story += `${failed ? 'x' : '.'}${(await log.bounds()).last - before}`;
      }
      return story;
    };
    const story = await outcomes(7);
    expect(await outcomes(7)).toBe(story);
    expect(await outcomes(8)).not.toBe(story);
    for (const kind of ['.1', 'x0', 'x1']) expect(story).toContain(kind);
  });

  it('time waits by the timer that was given', async () => {
    const timers: { milliseconds: number; fire: () => void }[] = [];
    let stopped = 0;
    const timer = (milliseconds: number, fire: () => void) => {
      timers.push({ milliseconds, fire });
      return () => stopped++;
    };
    const store = new MemoryLogStore(new ManualClock(0), { timer });
    const log = await store.open({ tenant: 'customer1', partition: 0, count: 4, direction: 'input' });
    const waiting = log.wait(0, 30_000, new AbortController().signal);
    expect(timers.map(({ milliseconds }) => milliseconds)).toEqual([30_000]);
    timers[0]?.fire();
    await waiting;
    expect(stopped).toBe(1);
  });
});
