/** Where the shells of the runtime take wall-clock time from; the partition core never does. */
export interface Clock {
  /** Milliseconds since 1970-01-01Z. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Milliseconds of a clock that never goes back and is the same on all threads of the process. */
export function monotonicNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** A clock that stands still until it is told otherwise, for tests and simulation. */
export class ManualClock implements Clock {
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
