import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Waits } from '../../../connectors/sqlite/waits.ts';
import { limits } from '../../../runtime/base/limits.ts';

const NEVER = new AbortController().signal;

describe('waits', () => {
  let last = 0;
  let looks = 0;
  let waits: Waits;

  beforeEach(() => {
    vi.useFakeTimers();
    last = 0;
    waits = new Waits(() => {
      looks++;
      return last;
    });
    looks = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function looksDuring(milliseconds: number): Promise<number> {
    looks = 0;
    await vi.advanceTimersByTimeAsync(milliseconds);
    return looks;
  }

  it('look often while the log is busy, and seldom after', async () => {
    const waiting = waits.wait(1, Number.POSITIVE_INFINITY, NEVER);
    expect(await looksDuring(200)).toBeGreaterThanOrEqual(200 / limits.busyPollMilliseconds - 1);
    await vi.advanceTimersByTimeAsync(limits.busyForMilliseconds);
    expect(await looksDuring(1000)).toBeLessThanOrEqual(1000 / limits.idlePollMilliseconds + 1);
    expect(await looksDuring(1000)).toBeGreaterThan(1000 / limits.idlePollMilliseconds - 2);
    await vi.advanceTimersByTimeAsync(limits.quietAfterMilliseconds);
    expect(await looksDuring(1000)).toBeLessThanOrEqual(1000 / limits.quietPollMilliseconds + 1);
    last = 1;
    await vi.advanceTimersByTimeAsync(limits.quietPollMilliseconds);
    expect(await looksDuring(200)).toBeGreaterThanOrEqual(200 / limits.busyPollMilliseconds - 1);
    last = 2;
    await vi.advanceTimersByTimeAsync(5);
    await waiting;
  });

  it('leave no timer and no listener, however they end', async () => {
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    const added = vi.spyOn(controller.signal, 'addEventListener');
    const ends = [0, 1, 2].map((after) => waits.wait(after, 500, controller.signal));
    last = 1;
    await vi.advanceTimersByTimeAsync(5);
    await ends[0];
    expect(vi.getTimerCount()).toBe(2);
    await vi.advanceTimersByTimeAsync(500);
    await Promise.all(ends);
    const aborted = waits.wait(5, 500, controller.signal);
    controller.abort();
    await aborted;
    const woken = waits.wait(5, 500, NEVER);
    last = 6;
    waits.wake();
    await woken;
    const closed = waits.wait(9, 500, NEVER);
    waits.close();
    await closed;
    expect(vi.getTimerCount()).toBe(0);
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
  });

  it('fail with what a look throws', async () => {
    const failing = new Waits(() => {
      if (last > 0) throw new Error('damaged');
      return last;
    });
    const waiting = failing.wait(3, 500, NEVER);
    last = 1;
    const failure = expect(waiting).rejects.toThrow('damaged');
    await vi.advanceTimersByTimeAsync(5);
    await failure;
    expect(vi.getTimerCount()).toBe(0);
  });
});
