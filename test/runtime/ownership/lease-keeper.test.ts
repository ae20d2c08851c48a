import { beforeEach, expect, it } from 'vitest';
import { MemoryLeases } from '../../../connectors/memory/leases.ts';
import { LeaseKeeper, type WaitingFor } from '../../../runtime/ownership/lease-keeper.ts';
import { BreakableLeases, ManualTime, pass, settled } from './support/manual-keeper.ts';

const TTL = 1200;
const NAME = 'customer1/0';
const always = new AbortController().signal;

let leases: MemoryLeases;
let times: ManualTime[];
beforeEach(() => {
  leases = new MemoryLeases(TTL);
  times = [new ManualTime(leases), new ManualTime(leases)];
});
const keeper = (i: number, of: ConstructorParameters<typeof LeaseKeeper>[0] = leases): LeaseKeeper =>
  new LeaseKeeper(of, times[i]);

it('gets a free lease at once and keeps it for many times its time', async () => {
  const held = await keeper(0).hold(NAME, 'host a', always);
  for (let i = 0; i < 20; i++) {
    await pass(leases, TTL / 2, times);
    expect(held.isHeld).toBe(true);
    expect(await leases.holder(NAME)).toEqual({ owner: 'host a' });
  }
  expect(held.lost.aborted).toBe(false);
  expect(held.name).toBe(NAME);
});

it('waits while another holds it, says who, and gets it the moment it is released', async () => {
  const first = await keeper(0).hold(NAME, 'host a', always);
  const waitingFor: WaitingFor[] = [];
  const second = keeper(1).hold(NAME, 'host b', always, (what) => waitingFor.push(what));
  await pass(leases, 5 * TTL, times);
  expect(waitingFor).toEqual([{ kind: 'owner', owner: 'host a' }]);
  await first.release();
  expect((await second).isHeld).toBe(true);
  expect(first.isHeld).toBe(false);
  await pass(leases, 5 * TTL, times);
  expect(first.lost.aborted).toBe(false);
  expect(await leases.holder(NAME)).toEqual({ owner: 'host b' });
});

it('loses it when the process is stopped for longer than its time, to the one that waits', async () => {
  const first = await keeper(0).hold(NAME, 'host a', always);
  const second = keeper(1).hold(NAME, 'host b', always);
  const [time] = times;
  if (time === undefined) throw new Error('there is a first time');
  time.isStopped = true;
  await pass(leases, TTL, times);
  expect((await second).isHeld).toBe(true);
  expect([first.isHeld, first.lost.aborted]).toEqual([false, false]);
  time.isStopped = false;
  await pass(leases, 50, times);
  expect(first.lost.reason).toMatchObject({ code: 'lease-lost' });
  await first.release();
  expect(await leases.holder(NAME)).toEqual({ owner: 'host b' });
});

it('loses it when no renewal is acknowledged for its time, and not before', async () => {
  const line = new BreakableLeases(leases);
  const held = await keeper(0, line).hold(NAME, 'host a', always);
  line.isBroken = true;
  await pass(leases, TTL - 50, times);
  expect(held.isHeld).toBe(true);
  await pass(leases, 50, times);
  expect(held.lost.reason).toMatchObject({
    code: 'lease-lost',
    what: expect.stringContaining('acknowledged'),
    cause: { code: 'broker-unavailable' },
  });
  await held.release();
});

it('keeps it over a break that is shorter than its time', async () => {
  const line = new BreakableLeases(leases);
  const held = await keeper(0, line).hold(NAME, 'host a', always);
  for (let i = 0; i < 5; i++) {
    line.isBroken = true;
    await pass(leases, TTL / 2, times);
    line.isBroken = false;
    await pass(leases, TTL / 2, times);
  }
  expect(held.isHeld).toBe(true);
});

it('waits for a broker that is away, and says so once', async () => {
  const line = new BreakableLeases(leases);
  line.isBroken = true;
  const waitingFor: string[] = [];
  const holding = keeper(0, line).hold(NAME, 'host a', always, ({ kind }) => waitingFor.push(kind));
  await pass(leases, 5 * TTL, times);
  expect(waitingFor).toEqual(['broker']);
  line.isBroken = false;
  await pass(leases, TTL, times);
  expect((await holding).isHeld).toBe(true);
});

it('stops waiting when it is told to, and holds nothing then', async () => {
  const first = await keeper(0).hold(NAME, 'host a', always);
  const stop = new AbortController();
  const second = keeper(1).hold(NAME, 'host b', stop.signal);
  await settled();
  stop.abort(new Error('enough'));
  await expect(second).rejects.toThrow('enough');
  await first.release();
  const third = new AbortController();
  const late = keeper(1).hold(NAME, 'host c', third.signal);
  third.abort(new Error('at once'));
  await expect(late).rejects.toThrow('at once');
  expect(await leases.holder(NAME)).toBeUndefined();
});
