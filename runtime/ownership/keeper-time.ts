import { setTimeout as delay } from 'node:timers/promises';

/** Where a keeper takes its time from. */
export interface KeeperTime {
  /** Milliseconds of a clock that never steps back, and goes on while the process is stopped. */
  now(): number;
  /** Resolves after that many milliseconds, or when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const processTime: KeeperTime = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await delay(milliseconds, undefined, { signal });
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  },
};
