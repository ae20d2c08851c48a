import { TokenBucket } from '../base/token-bucket.ts';

/** A rate that a tenant keeps, as its partitions on all threads share it. */
export interface TenantRateSpec {
  /** A second, of all partitions together, wherever they run. */
  readonly rate: number;
  readonly partitions: number;
  readonly memory: SharedArrayBuffer;
}

const BUCKET_BYTES = 8;

/** @param rate a second; undefined: no bound. */
export function tenantRateSpec(rate: number | undefined, partitions: number): TenantRateSpec | undefined {
  if (rate === undefined) return undefined;
  // The bucket, how many of the partitions this process owns, and whether it owns each.
  const bytes = BUCKET_BYTES + (1 + partitions) * Int32Array.BYTES_PER_ELEMENT;
  return { rate, partitions, memory: new SharedArrayBuffer(bytes) };
}

/**
 * One partition's access to the bucket of its tenant. A process has as much of the rate as it owns of the partitions; which of those
 * uses how much of that is left to them, so that a tenant whose events go to one partition still gets all of it.
 */
export class TenantRate {
  readonly #spec: TenantRateSpec;
  readonly #index: number;
  readonly #bucket: TokenBucket;
  readonly #owned: Int32Array;

  /** @param index of the partition. */
  constructor(spec: TenantRateSpec, index: number) {
    this.#spec = spec;
    this.#index = index;
    this.#bucket = new TokenBucket(spec.memory);
    this.#owned = new Int32Array(spec.memory, BUCKET_BYTES);
  }

  /** The partition is owned by this process. Saying so twice changes nothing. */
  own(): void {
    if (Atomics.exchange(this.#owned, 1 + this.#index, 1) === 0) Atomics.add(this.#owned, 0, 1);
  }

  /** It is no longer, or nobody knows. */
  release(): void {
    if (Atomics.exchange(this.#owned, 1 + this.#index, 0) === 1) Atomics.sub(this.#owned, 0, 1);
  }

  /** This process's share, a second. */
  get share(): number {
    const { rate, partitions } = this.#spec;
    return (rate * Math.max(1, Atomics.load(this.#owned, 0))) / partitions;
  }

  /** As {@link TokenBucket.takeUpTo}. */
  takeUpTo(count: number, now: number): number {
    return this.#bucket.takeUpTo(count, this.share, now);
  }

  /** As {@link TokenBucket.charge}. */
  charge(count: number, now: number): void {
    this.#bucket.charge(count, this.share, now);
  }

  /** As {@link TokenBucket.waitFor}. */
  waitFor(count: number, now: number): number {
    return this.#bucket.waitFor(count, this.share, now);
  }
}
