import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TenantRegister } from '../../connectors/tenant-register.ts';

/** What an implementation gives the suite: an empty register, and the same data opened again. */
export interface TenantRegisterHarness {
  readonly register: TenantRegister;
  /** Closes the register and opens it again on the same data. */
  reopen(): Promise<TenantRegister>;
  /** Closes whatever is open and removes what was stored. */
  cleanup(): Promise<void>;
}

/** Every duty that the contract of the register of tenants states, held against one implementation. */
export function tenantRegisterSuite(name: string, open: () => Promise<TenantRegisterHarness>): void {
  describe(`register of tenants: ${name}`, () => {
    let harness: TenantRegisterHarness;
    let register: TenantRegister;

    beforeEach(async () => {
      harness = await open();
      register = harness.register;
    });
    afterEach(() => harness.cleanup());

    it('has nobody at first', async () => {
      expect(await register.list()).toEqual([]);
      expect(await register.get('customer1')).toBeUndefined();
    });

    it('creates a tenant that runs, and finds it again, also after another start', async () => {
      const entry = { id: 'customer1', partitions: 4, stopped: false };
      expect(await register.enter('customer1', 4)).toEqual(entry);
      expect(await register.enter('customer1', 4)).toEqual(entry);
      const again = await harness.reopen();
      expect(await again.enter('customer1', 4)).toEqual(entry);
      expect(await again.get('customer1')).toEqual(entry);
    });

    it('refuses another number of partitions, says how to have it, and changes nothing', async () => {
      await register.enter('customer1', 4);
      await expect(register.enter('customer1', 5)).rejects.toMatchObject({
        code: 'partitions-changed',
        what: expect.stringMatching(/created with 4 .* says 5/),
        where: 'tenant customer1',
        fix: expect.stringMatching(/another id and replay/),
      });
      expect((await register.get('customer1'))?.partitions).toBe(4);
    });

    it('lists by id, whatever the order of their creation', async () => {
      for (const id of ['b', 'a-2', 'B', 'a']) await register.enter(id, 1);
      expect((await register.list()).map(({ id }) => id)).toEqual(['B', 'a', 'a-2', 'b']);
    });

    it('keeps who is stopped, over restarts and entries, for one tenant alone', async () => {
      await register.enter('customer1', 4);
      await register.enter('customer2', 2);
      await register.setStopped('customer1', true);
      await register.setStopped('customer1', true);
      const again = await harness.reopen();
      expect((await again.enter('customer1', 4)).stopped).toBe(true);
      expect((await again.get('customer2'))?.stopped).toBe(false);
      await again.setStopped('customer1', false);
      expect(await again.list()).toEqual([
        { id: 'customer1', partitions: 4, stopped: false },
        { id: 'customer2', partitions: 2, stopped: false },
      ]);
    });

    it('keeps what was added, with its section, over restarts', async () => {
      const section = { id: 'customer3', analytics: [{ use: 'global-statistics' }] };
      const entry = { id: 'customer3', partitions: 2, stopped: false, section };
      expect(await register.add('customer3', 2, section)).toEqual(entry);
      await register.setStopped('customer3', true);
      const again = await harness.reopen();
      expect(await again.get('customer3')).toEqual({ ...entry, stopped: true });
      expect(await again.list()).toEqual([{ ...entry, stopped: true }]);
    });

    it('gives who was added another section, over restarts, and leaves all else', async () => {
      await register.enter('customer1', 1);
      await register.add('customer3', 2, { id: 'customer3', outOfOrderness: '10s' });
      await register.setStopped('customer3', true);
      const section = { id: 'customer3', outOfOrderness: '20s' };
      await register.update('customer3', section);
      const again = await harness.reopen();
      expect(await again.get('customer3')).toEqual({ id: 'customer3', partitions: 2, stopped: true, section });
      await again.remove('customer3');
      for (const id of ['customer1', 'customer3', 'nobody']) {
        await expect(again.update(id, section)).rejects.toMatchObject({ code: 'tenant-unknown' });
      }
      expect(await again.list()).toEqual([{ id: 'customer1', partitions: 1, stopped: false }]);
    });

    it('adds nobody under the id of another, entered or added', async () => {
      await register.enter('customer1', 4);
      await register.add('customer2', 1, { id: 'customer2' });
      for (const id of ['customer1', 'customer2']) {
        await expect(register.add(id, 4, { id })).rejects.toMatchObject({ code: 'tenant-exists' });
      }
      expect((await register.list()).map(({ partitions }) => partitions)).toEqual([4, 1]);
    });

    it('gives one id to one of several that add it at once', async () => {
      const outcomes = await Promise.allSettled(
        [1, 2, 3].map((number) => register.add('customer1', number, { number })),
      );
      const [winner, ...others] = outcomes.filter(({ status }) => status === 'fulfilled');
      expect(others).toEqual([]);
      expect(await register.get('customer1')).toEqual((winner as PromiseFulfilledResult<unknown>).value);
    });

    it('forgets what is removed, and gives its id to nobody else', async () => {
      await register.add('customer1', 4, { id: 'customer1' });
      await register.remove('customer1');
      await register.remove('customer1');
      await register.remove('nobody');
      const again = await harness.reopen();
      expect(await again.get('customer1')).toBeUndefined();
      expect(await again.list()).toEqual([]);
      await expect(again.setStopped('customer1', true)).rejects.toMatchObject({ code: 'tenant-unknown' });
      const gone = { code: 'tenant-removed', fix: expect.stringContaining('another id') };
      await expect(again.enter('customer1', 4)).rejects.toMatchObject(gone);
      await expect(again.add('customer1', 4, { id: 'customer1' })).rejects.toMatchObject(gone);
    });

    it('stops nobody it does not know', async () => {
      await expect(register.setStopped('nobody', true)).rejects.toMatchObject({ code: 'tenant-unknown' });
      expect(await register.list()).toEqual([]);
    });

    it('gives one entry to several that enter at once', async () => {
      const asked = [3, 3, 4, 3];
      const outcomes = await Promise.allSettled(asked.map((partitions) => register.enter('customer1', partitions)));
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
      expect(await register.list()).toHaveLength(1);
    });
  });
}
