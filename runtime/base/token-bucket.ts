const NANOSECONDS = 1e9;
const PER_MILLISECOND = 1e6;

/**
 * A token bucket (Turner, _New directions in communications_, 1986) that holds what one second brings, and one token at least. It keeps
 * one number, the time at which it will be full (the virtual scheduling algorithm of ITU-T I.371), so that several threads may
 * share it: give each its own bucket over the same memory. It is full at first.
 *
 * Times are milliseconds of one clock that never goes back, the same for all who share it; see {@link import('./clock.ts').monotonicNow}.
 */
export class TokenBucket {
  readonly #fullAt: BigInt64Array;

  /** @param memory whose first 8 bytes it has, zeros at first; shared or its own. */
  constructor(memory: ArrayBufferLike = new ArrayBuffer(8)) {
    this.#fullAt = new BigInt64Array(memory, 0, 1);
  }

  /**
   * Takes as many tokens as there are, up to `count`.
   *
   * @param rate tokens a second.
   * @returns how many were taken: a whole number, 0 when none.
   */
  takeUpTo(count: number, rate: number, now: number): number {
    for (;;) {
      const fullAt = Atomics.load(this.#fullAt, 0);
      const taken = Math.min(count, Math.floor(tokens(fullAt, rate, now)));
      if (taken <= 0) return 0;
      if (this.#replace(fullAt, after(fullAt, taken, rate, now))) return taken;
    }
  }

  /**
   * Takes all of `count` tokens or none. More than the bucket holds are taken when it is full; it then owes the rest.
   *
   * @param rate tokens a second.
   * @returns 0 when they were taken; otherwise whole milliseconds until they can be.
   */
  tryTake(count: number, rate: number, now: number): number {
    for (;;) {
      const fullAt = Atomics.load(this.#fullAt, 0);
      const wait = waitFor(fullAt, count, rate, now);
      if (wait > 0) return wait;
      if (this.#replace(fullAt, after(fullAt, count, rate, now))) return 0;
    }
  }

  /** Takes `count` tokens whether or not they are there: then it owes them. A negative number gives tokens back. */
  charge(count: number, rate: number, now: number): void {
    for (;;) {
      const fullAt = Atomics.load(this.#fullAt, 0);
      if (this.#replace(fullAt, after(fullAt, count, rate, now))) return;
    }
  }

  /** Whole milliseconds until `count` tokens are there, or as many as it holds; 0 when they are. */
  waitFor(count: number, rate: number, now: number): number {
    return waitFor(Atomics.load(this.#fullAt, 0), count, rate, now);
  }

  #replace(before: bigint, next: bigint): boolean {
    return Atomics.compareExchange(this.#fullAt, 0, before, next) === before;
  }
}

function capacity(rate: number): number {
  return Math.max(1, rate);
}

/** Nanoseconds until it is full. */
function lack(fullAt: bigint, now: number): number {
  return Math.max(0, Number(fullAt) - now * PER_MILLISECOND);
}

/** Nanoseconds are whole: a token that is there but for a part of one is there. */
function tokens(fullAt: bigint, rate: number, now: number): number {
  return capacity(rate) - (Math.max(0, lack(fullAt, now) - 0.5) * rate) / NANOSECONDS;
}

function waitFor(fullAt: bigint, count: number, rate: number, now: number): number {
  const left = capacity(rate) - Math.min(count, capacity(rate));
  const wait = lack(fullAt, now) - (left / rate) * NANOSECONDS;
  return Math.ceil(Math.max(0, Math.round(wait)) / PER_MILLISECOND);
}

function after(fullAt: bigint, count: number, rate: number, now: number): bigint {
  const from = now * PER_MILLISECOND + lack(fullAt, now);
  return BigInt(Math.round(from + (count / rate) * NANOSECONDS));
}
