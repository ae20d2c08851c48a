import type { Lease, LeaseHolder, Leases } from '../../../../connectors/leases.ts';
import type { MemoryLeases } from '../../../../connectors/memory/leases.ts';
import { MillraceError } from '../../../../runtime/base/errors.ts';
import type { KeeperTime } from '../../../../runtime/ownership/keeper-time.ts';

interface Sleeper {
  readonly end: number;
  readonly wake: () => void;
}

/** The time of one process: it goes with the time of the leases, and its timers can be stopped as a stopped process's are. */
export class ManualTime implements KeeperTime {
  isStopped = false;
  readonly #leases: MemoryLeases;
  readonly #sleepers = new Set<Sleeper>();

  constructor(leases: MemoryLeases) {
    this.#leases = leases;
  }

  now(): number {
    return this.#leases.now;
  }

  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const sleeper = { end: this.now() + milliseconds, wake: resolve };
    this.#sleepers.add(sleeper);
    signal.addEventListener('abort', () => resolve());
    if (signal.aborted) resolve();
    await promise;
    this.#sleepers.delete(sleeper);
  }

  /** Wakes those whose time has come. */
  ring(): void {
    if (this.isStopped) return;
    for (const { end, wake } of this.#sleepers) if (end <= this.now()) wake();
  }
}

/** Lets time pass for all, a little at a time, and all that follows happen. */
export async function pass(leases: MemoryLeases, milliseconds: number, times: readonly ManualTime[]): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 50) {
    leases.advance(50);
    for (const time of times) time.ring();
    await settled();
  }
}

/** Everything that needs no time has happened. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Leases over a line that can break. */
export class BreakableLeases implements Leases {
  isBroken = false;
  readonly #leases: MemoryLeases;

  constructor(leases: MemoryLeases) {
    this.#leases = leases;
  }

  get timeToLive(): number {
    return this.#leases.timeToLive;
  }

  async acquire(name: string, owner: string): Promise<Lease | undefined> {
    const lease = await this.#ask(() => this.#leases.acquire(name, owner));
    if (lease === undefined) return undefined;
    return { name, renew: () => this.#ask(() => lease.renew()), release: () => this.#ask(() => lease.release()) };
  }

  async holder(name: string): Promise<LeaseHolder | undefined> {
    return await this.#ask(() => this.#leases.holder(name));
  }

  async wait(name: string, timeout: number, signal: AbortSignal): Promise<void> {
    await this.#leases.wait(name, timeout, signal);
  }

  async close(): Promise<void> {}

  async #ask<T>(ask: () => Promise<T>): Promise<T> {
    if (!this.isBroken) return await ask();
    throw new MillraceError('broker-unavailable', { what: 'the line is broken', where: 'the test', fix: 'mend it' });
  }
}
