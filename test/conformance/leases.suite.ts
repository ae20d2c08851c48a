import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Leases } from '../../connectors/leases.ts';

/** What an implementation gives the suite: the same leases as two processes have them. */
export interface LeasesHarness {
  readonly one: Leases;
  readonly other: Leases;
  /** Lets some milliseconds pass, or a little more. */
  pass(milliseconds: number): Promise<void>;
  /** Closes both and removes what was stored. */
  cleanup(): Promise<void>;
}

/** Long enough that nothing runs out while a test runs. */
const LONG = 300_000;
const LOST = { code: 'lease-lost' };
const never = new AbortController().signal;

/** Every duty that the contract of leases states, held against one implementation. */
export function leasesSuite(name: string, open: (timeToLive: number) => Promise<LeasesHarness>): void {
  describe(`leases: ${name}`, () => {
    let harness: LeasesHarness;
    const begin = async (timeToLive: number): Promise<LeasesHarness> => {
      harness = await open(timeToLive);
      return harness;
    };
    afterEach(() => harness.cleanup());

    describe('that last', () => {
      let one: Leases;
      let other: Leases;
      beforeEach(async () => {
        ({ one, other } = await begin(LONG));
      });

      it('are granted to one, and all see to whom', async () => {
        expect(one.timeToLive).toBe(LONG);
        expect(await one.holder('customer1/0')).toBeUndefined();
        expect((await one.acquire('customer1/0', 'host a'))?.name).toBe('customer1/0');
        expect(await other.acquire('customer1/0', 'host b')).toBeUndefined();
        expect(await one.acquire('customer1/0', 'host a')).toBeUndefined();
        for (const leases of [one, other]) expect(await leases.holder('customer1/0')).toEqual({ owner: 'host a' });
      });

      it('are granted once to several that ask at once', async () => {
        for (let round = 0; round < 5; round++) {
          const asked = [one, other, one, other].map((leases) => leases.acquire(`customer1/${round}`, 'host'));
          const granted = (await Promise.all(asked)).filter((lease) => lease !== undefined);
          expect(granted).toHaveLength(1);
          await granted[0]?.renew();
        }
      });

      it('are free at once when they are released, and not renewed after', async () => {
        const lease = await one.acquire('customer1/0', 'host a');
        await lease?.release();
        expect(await other.holder('customer1/0')).toBeUndefined();
        await expect(lease?.renew()).rejects.toMatchObject(LOST);
        const next = await other.acquire('customer1/0', 'host b');
        await lease?.release();
        await expect(lease?.renew()).rejects.toMatchObject(LOST);
        expect(await one.holder('customer1/0')).toEqual({ owner: 'host b' });
        await next?.renew();
      });

      it('pass at once from a life that has ended to the next one, and never from anybody else', async () => {
        const first = await one.acquire('customer1/0', 'host a', { id: 'a1', dead: [] });
        for (const life of [undefined, { id: 'a2', dead: [] }, { id: 'a2', dead: ['b1', ''] }])
          expect(await other.acquire('customer1/0', 'host a', life)).toBeUndefined();
        await first?.renew();
        const second = await other.acquire('customer1/0', 'host a', { id: 'a2', dead: ['a0', 'a1'] });
        await expect(first?.renew()).rejects.toMatchObject(LOST);
        await first?.release();
        await second?.renew();
        // Who has no life of its own is nobody's dead one.
        await one.acquire('customer1/1', 'host b');
        expect(await other.acquire('customer1/1', 'host a', { id: 'a2', dead: ['a1'] })).toBeUndefined();
        await second?.release();
        expect(await one.holder('customer1/0')).toBeUndefined();
      });

      it('pass to one of several that ask at once, though the dead one has a renewal on its way', async () => {
        for (let round = 0; round < 5; round++) {
          const first = await one.acquire(`customer1/${round}`, 'host a', { id: 'a1', dead: [] });
          const renewal = first?.renew().catch(() => undefined);
          const asked = [one, other, one].map((leases, i) =>
            leases.acquire(`customer1/${round}`, 'host a', { id: `a${i + 2}`, dead: ['a1'] }),
          );
          const granted = (await Promise.all(asked)).filter((lease) => lease !== undefined);
          expect(granted).toHaveLength(1);
          await renewal;
          await granted[0]?.renew();
          await expect(first?.renew()).rejects.toMatchObject(LOST);
        }
      });

      it('keep every name apart', async () => {
        const names = ['a/0', 'a/1', 'a.0', 'a', 'a/', '/a', '', '.', '*', '>', 'a=2E0', 'ä b', 'a/ingest', 'A/0'];
        for (const each of names) expect(await one.acquire(each, `owner of ${each}`)).toBeDefined();
        for (const each of names) expect(await other.holder(each)).toEqual({ owner: `owner of ${each}` });
      });

      it('end the waiting when they are released', async () => {
        const lease = await one.acquire('customer1/0', 'host a');
        const waits = [other.wait('customer1/0', LONG, never), one.wait('customer1/0', LONG, never)];
        const elsewhere = new AbortController();
        let isOver = false;
        const wait = other.wait('customer1/1', LONG, elsewhere.signal).then(() => {
          isOver = true;
        });
        await one.acquire('customer1/1', 'host a');
        await lease?.renew();
        await lease?.release();
        await Promise.all(waits);
        elsewhere.abort();
        await wait;
        expect(isOver).toBe(true);
      });

      it('are not waited for when they are free', async () => {
        await one.wait('customer1/0', LONG, never);
      });

      it('are waited for until the time-out, or until nobody waits any more', async () => {
        await one.acquire('customer1/0', 'host a');
        const wait = other.wait('customer1/0', 100, never);
        await harness.pass(100);
        await wait;
        await other.wait('customer1/0', LONG, AbortSignal.abort());
        const stop = new AbortController();
        const stopped = other.wait('customer1/0', LONG, stop.signal);
        stop.abort();
        await stopped;
        expect(await other.holder('customer1/0')).toEqual({ owner: 'host a' });
      });
    });

    describe('that run out', () => {
      it('are free for others, and not for the holder before', async () => {
        const { one, other, pass } = await begin(1000);
        const lease = await one.acquire('customer1/0', 'host a');
        await runOut(other, 'customer1/0', pass);
        await expect(lease?.renew()).rejects.toMatchObject(LOST);
        expect(await one.holder('customer1/0')).toBeUndefined();
        await lease?.release();
        expect(await other.acquire('customer1/0', 'host b')).toBeDefined();
      });

      it('stay with the next holder, whatever the one before does', async () => {
        const { one, other, pass } = await begin(3000);
        const lease = await one.acquire('customer1/0', 'host a');
        await runOut(other, 'customer1/0', pass);
        const next = await other.acquire('customer1/0', 'host b');
        await expect(lease?.renew()).rejects.toMatchObject({ ...LOST, what: expect.stringContaining('host b') });
        await lease?.release();
        expect(await one.holder('customer1/0')).toEqual({ owner: 'host b' });
        await next?.renew();
      });

      it('end the waiting', async () => {
        const { one, other, pass } = await begin(1000);
        await one.acquire('customer1/0', 'host a');
        const wait = other.wait('customer1/0', LONG, never);
        await pass(1000);
        await wait;
        expect(await other.acquire('customer1/0', 'host b')).toBeDefined();
      });

      it('do so only when they are not renewed for their time', async () => {
        const { one, other, pass } = await begin(3000);
        const lease = await one.acquire('customer1/0', 'host a');
        for (let i = 0; i < 8; i++) {
          await pass(500);
          await lease?.renew();
          expect(await other.acquire('customer1/0', 'host b')).toBeUndefined();
        }
        await runOut(other, 'customer1/0', pass);
        await expect(lease?.renew()).rejects.toMatchObject(LOST);
      });
    });
  });
}

/** Lets time pass until nobody holds the name. */
async function runOut(leases: Leases, name: string, pass: LeasesHarness['pass']): Promise<void> {
  while ((await leases.holder(name)) !== undefined) await pass(50);
}
