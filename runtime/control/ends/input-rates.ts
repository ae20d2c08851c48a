import { monotonicNow } from '../../base/clock.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import { RetryLater } from '../retry-later.ts';
import type { Customer } from '../runtime-control.ts';

/** Milliseconds of a clock that never goes back. */
export type Now = () => number;

/**
 * Holds what tenants send by HTTP to this process to their `quotas.inputRate`. It is asked before anything is stored, so that no
 * result depends on it.
 */
export class InputRates {
  readonly #now: Now;
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #refused = new Map<string, number>();

  constructor(now: Now = monotonicNow) {
    this.#now = now;
  }

  /** Requests refused so far, by tenant. */
  get refused(): ReadonlyMap<string, number> {
    return this.#refused;
  }

  /** @throws RetryLater with quota-exceeded while not even one record may come. */
  check({ config }: Customer): void {
    const { inputRate } = config.quotas;
    if (inputRate === undefined) return;
    const wait = this.#bucketOf(config.id).waitFor(1, inputRate, this.#now());
    if (wait > 0) throw this.#exceeded(config.id, inputRate, wait);
  }

  /** Counts records that come. @throws RetryLater with quota-exceeded: then none of them may. */
  take({ config }: Customer, records: number): void {
    const { inputRate } = config.quotas;
    if (inputRate === undefined || records === 0) return;
    const wait = this.#bucketOf(config.id).tryTake(records, inputRate, this.#now());
    if (wait > 0) throw this.#exceeded(config.id, inputRate, wait);
  }

  forget(tenant: string): void {
    this.#buckets.delete(tenant);
    this.#refused.delete(tenant);
  }

  #bucketOf(tenant: string): TokenBucket {
    const bucket = this.#buckets.get(tenant) ?? new TokenBucket();
    this.#buckets.set(tenant, bucket);
    return bucket;
  }

  #exceeded(tenant: string, rate: number, wait: number): RetryLater {
    this.#refused.set(tenant, (this.#refused.get(tenant) ?? 0) + 1);
    return new RetryLater(429, wait, 'quota-exceeded', {
      what: `more events come than ${rate} a second`,
      where: `tenant ${tenant}, quotas.inputRate`,
      fix: 'send them later, as Retry-After says: none of this request is stored',
    });
  }
}
