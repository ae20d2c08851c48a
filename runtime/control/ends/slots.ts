import { RetryLater } from '../retry-later.ts';

/** Milliseconds after which it is worth asking again for what was full. */
const AGAIN = 1000;

/** How much of something may be under way at once: in all, and of one tenant. */
export class Slots {
  readonly #noun: string;
  readonly #most: number;
  readonly #mostOfTenant: number;
  readonly #taken = new Map<string, number>();
  #all = 0;

  /** @param noun what is under way, in the plural. */
  constructor(noun: string, most: number, mostOfTenant: number) {
    this.#noun = noun;
    this.#most = most;
    this.#mostOfTenant = mostOfTenant;
  }

  /** @returns gives the slot back; doing so twice is no error. @throws RetryLater with queue-full. */
  take(tenant: string): () => void {
    const taken = this.#taken.get(tenant) ?? 0;
    if (taken >= this.#mostOfTenant) throw this.#full(429, taken, `tenant ${tenant}`);
    if (this.#all >= this.#most) throw this.#full(503, this.#all, 'all tenants');
    this.#taken.set(tenant, taken + 1);
    this.#all++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#all--;
      const left = (this.#taken.get(tenant) ?? 1) - 1;
      if (left > 0) this.#taken.set(tenant, left);
      else this.#taken.delete(tenant);
    };
  }

  #full(status: 429 | 503, taken: number, where: string): RetryLater {
    const fix = 'ask again in a moment, and for fewer at once';
    return new RetryLater(status, AGAIN, 'queue-full', {
      what: `${taken} ${this.#noun} are under way, as many as may be`,
      where,
      fix,
    });
  }
}
