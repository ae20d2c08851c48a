import { checkTimeToLive, leaseLost } from '../lease-errors.ts';
import { isOfDead, type Lease, type LeaseHolder, type Leases, type Life } from '../leases.ts';

/** A grant of a name: until when, unless it is renewed. */
interface Grant extends LeaseHolder {
  readonly life: string | undefined;
  end: number;
}

/**
 * Leases in memory, for simulation and tests. Time stands still until {@link advance}. All who share one object contend for
 * its names; `close` keeps them, as a cluster outlives its clients.
 */
export class MemoryLeases implements Leases {
  readonly timeToLive: number;
  readonly #grants = new Map<string, Grant>();
  readonly #waiting = new Set<() => void>();
  #now = 0;

  constructor(timeToLive: number) {
    checkTimeToLive(timeToLive);
    this.timeToLive = timeToLive;
  }

  /** Milliseconds that have passed. */
  get now(): number {
    return this.#now;
  }

  /** Lets time pass. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    this.#wake();
  }

  async acquire(name: string, owner: string, life?: Life): Promise<Lease | undefined> {
    const held = this.#current(name);
    if (held !== undefined && !isOfDead(held, life)) return undefined;
    const grant: Grant = { owner, life: life?.id, end: this.#now + this.timeToLive };
    this.#grants.set(name, grant);
    return {
      name,
      renew: async () => {
        const current = this.#current(name);
        if (current !== grant) throw leaseLost(name, current);
        grant.end = this.#now + this.timeToLive;
      },
      release: async () => {
        if (this.#grants.get(name) !== grant) return;
        this.#grants.delete(name);
        this.#wake();
      },
    };
  }

  async holder(name: string): Promise<LeaseHolder | undefined> {
    const current = this.#current(name);
    return current && { owner: current.owner };
  }

  async wait(name: string, timeout: number, signal: AbortSignal): Promise<void> {
    const end = this.#now + timeout;
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (signal.aborted || this.#now >= end || this.#current(name) === undefined) resolve();
    };
    signal.addEventListener('abort', look);
    this.#waiting.add(look);
    look();
    await promise;
    this.#waiting.delete(look);
    signal.removeEventListener('abort', look);
  }

  async close(): Promise<void> {}

  #current(name: string): Grant | undefined {
    const grant = this.#grants.get(name);
    return grant !== undefined && grant.end > this.#now ? grant : undefined;
  }

  #wake(): void {
    for (const look of this.#waiting) look();
  }
}
