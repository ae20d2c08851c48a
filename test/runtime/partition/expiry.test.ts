import { describe, expect, it } from 'vitest';
import { Expiry } from '../../../runtime/partition/expiry.ts';

/** An expiry of actors that go on being kept, and the log times at which they are looked at. */
function keeping(times: readonly number[], since: Map<number, number>) {
  const expiry = new Expiry();
  expiry.setTimes(times);
  const looks: string[] = [];
  const sweep = (logTime: number): string[] => {
    expiry.sweep(logTime, (slot) => {
      looks.push(`${slot}@${logTime}`);
      expiry.watch(slot, since.get(slot) ?? 0, logTime);
    });
    return looks.splice(0);
  };
  return { expiry, sweep };
}

describe('when silent actors are looked at', () => {
  it('as each time is over, and each time the silence has doubled', () => {
    const { expiry, sweep } = keeping([9000, 3000, Number.POSITIVE_INFINITY], new Map([[5, 1000]]));
    expiry.watch(5, 1000, 1000);
    const looks: number[] = [];
    while (looks.length < 6) {
      looks.push(expiry.next - 1000);
      sweep(expiry.next);
    }
    expect(looks).toEqual([3000, 6000, 9000, 12_000, 24_000, 48_000]);
  });

  it('never, where nothing expires', () => {
    const { expiry, sweep } = keeping([Number.POSITIVE_INFINITY], new Map());
    expiry.watch(1, 0, 0);
    expect([expiry.next, expiry.least]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(sweep(1e15)).toEqual([]);
  });

  it('once at a time, and at the time that a new event gives where that is sooner', () => {
    const since = new Map([[1, 0]]);
    const { expiry, sweep } = keeping([1000], since);
    expiry.watch(1, 0, 0);
    expect(sweep(40_000)).toEqual(['1@40000']);
    expect(expiry.next).toBe(64_000);
    since.set(1, 41_000);
    expiry.watch(1, 41_000, 41_000);
    expiry.watch(1, 41_000, 41_000);
    expect(sweep(41_999)).toEqual([]);
    expect(sweep(42_000)).toEqual(['1@42000']);
    expect(sweep(42_999)).toEqual([]);
    // The look that was asked for first is asked for no more.
    expect(sweep(64_000)).toEqual(['1@64000']);
    expect(expiry.next).toBe(41_000 + 32_000);
  });

  it('the same, asked for anew after those that were swept', () => {
    const since = new Map([[1, 0]]);
    const going = keeping([700, 1000], since);
    going.expiry.watch(1, 0, 0);
    for (let logTime = 0; logTime < 20_000; logTime += 450) {
      going.sweep(logTime);
      const anew = keeping([700, 1000], since);
      anew.expiry.watch(1, 0, going.expiry.swept);
      expect(anew.expiry.next).toBe(going.expiry.next);
    }
  });
});
