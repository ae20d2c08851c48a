import { limits } from '../base/limits.ts';
import { retryPause } from '../base/retry-pause.ts';

/** What follows a failure after which a partition is taken over anew. */
export interface Setback {
  /** Milliseconds to wait before the next try. */
  readonly pause: number;
  /** When the first failure of the row came. */
  readonly since: number;
  /** Failures of the row, this one included. */
  readonly count: number;
}

/**
 * Counts failures in a row: each one doubles the pause before the next try. A partition that has taken input for a while is
 * well again; one that fails again and again after a moment isn't, whatever it did between.
 */
export class Setbacks {
  #count = 0;
  #since = 0;
  #runsSince: number | undefined;

  /** The partition takes input from now on. */
  runs(now: number): void {
    this.#runsSince ??= now;
  }

  failed(now: number): Setback {
    const isWell = this.#runsSince !== undefined && now - this.#runsSince >= limits.steadyMilliseconds;
    if (isWell || this.#count === 0) {
      this.#count = 0;
      this.#since = now;
    }
    this.#runsSince = undefined;
    const pause = retryPause(this.#count++);
    return { pause, since: this.#since, count: this.#count };
  }
}
