import { limits } from '../base/limits.ts';

/** Decides when an idle partition appends a tick, so that its time passes by the log alone. */
export class IdleTicks {
  #idleTimeout: number;
  #nextTick = Number.POSITIVE_INFINITY;

  /** @param idleTimeout milliseconds without a record before the first tick. */
  constructor(idleTimeout: number) {
    this.#idleTimeout = idleTimeout;
  }

  /** The settings changed. */
  setIdleTimeout(idleTimeout: number): void {
    this.#idleTimeout = idleTimeout;
  }

  /** A record that is no tick was taken at a wall-clock time. */
  sawRecord(now: number): void {
    this.#nextTick = now + this.#idleTimeout;
  }

  /** Whether a partition that has read its log to the end appends a tick now. Before anything was taken, one is due at once. */
  isDue(now: number, waitsForTime: boolean): boolean {
    if (!waitsForTime) return false;
    if (this.#nextTick === Number.POSITIVE_INFINITY) this.#nextTick = now + this.#idleTimeout;
    if (now < this.#nextTick) return false;
    this.#nextTick = now + limits.tickEveryMilliseconds;
    return true;
  }

  /** Milliseconds until a tick may be due. */
  dueIn(now: number, waitsForTime: boolean): number {
    return waitsForTime ? Math.max(0, this.#nextTick - now) : Number.POSITIVE_INFINITY;
  }
}
