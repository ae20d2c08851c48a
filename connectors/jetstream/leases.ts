import { randomUUID } from 'node:crypto';
import type { NatsConnection } from '@nats-io/transport-node';
import { limits } from '../../runtime/base/limits.ts';
import { checkTimeToLive } from '../lease-errors.ts';
import { isOfDead, type Lease, type LeaseHolder, type Leases, type Life } from '../leases.ts';
import { KvBucket } from './kv-bucket.ts';
import { kvKeyOf } from './kv-key.ts';
import { BucketWatch } from './kv-watch.ts';
import { decodeGrant, encodeGrant, JetStreamLease } from './lease.ts';

/** Seconds that the mark of a lease's end stays. The holder before is refused with the mark and without. */
const MARKER_SECONDS = 60;

export interface JetStreamLeasesOptions {
  /** Of leases alone. Created where it is missing. */
  readonly bucket: string;
  /** Copies of a bucket that is created. */
  readonly replicas: number;
  /** Whether it is made where it is missing. Default true. */
  readonly create?: boolean;
  /** Milliseconds; the server knows whole seconds, so it is rounded up to them. At least 1,000. */
  readonly timeToLive: number;
}

/** Leases as entries of a NATS key-value bucket that run out by themselves. The connection stays the caller's. */
export class JetStreamLeases implements Leases {
  readonly timeToLive: number;
  readonly #bucket: KvBucket;
  readonly #watch: BucketWatch;
  readonly #closing = new AbortController();
  readonly #onClose: () => Promise<void>;

  constructor(
    connection: NatsConnection,
    { timeToLive, ...bucket }: JetStreamLeasesOptions,
    onClose: () => Promise<void> = async () => {},
  ) {
    checkTimeToLive(timeToLive);
    this.timeToLive = Math.ceil(timeToLive / 1000) * 1000;
    // Two tries have to fit into the time that a renewal has left.
    const timeout = Math.min(limits.answerMilliseconds, this.timeToLive / 3);
    this.#bucket = new KvBucket(connection, { ...bucket, markerSeconds: MARKER_SECONDS, timeout });
    this.#watch = new BucketWatch(this.#bucket);
    this.#onClose = onClose;
  }

  async acquire(name: string, owner: string, life?: Life): Promise<Lease | undefined> {
    const key = kvKeyOf(name);
    const grant = encodeGrant({ owner, token: randomUUID(), life: life?.id });
    const seconds = this.timeToLive / 1000;
    for (;;) {
      const newest = await this.#bucket.read(key);
      const isFree = newest?.value === undefined;
      if (!isFree && !isOfDead(decodeGrant(newest.value), life)) return undefined;
      const revision = await this.#bucket.write(key, newest?.revision ?? 0, { value: grant, seconds });
      if (revision !== undefined) return new JetStreamLease(this.#bucket, { name, grant, seconds }, revision);
      // Of the dead one a renewal may still have been on its way.
      if (isFree) return undefined;
    }
  }

  async holder(name: string): Promise<LeaseHolder | undefined> {
    const newest = await this.#bucket.read(kvKeyOf(name));
    return newest?.value === undefined ? undefined : { owner: decodeGrant(newest.value).owner };
  }

  async wait(name: string, timeout: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeout);
    const either = AbortSignal.any([signal, this.#closing.signal]);
    const done = (): void => resolve();
    either.addEventListener('abort', done);
    if (either.aborted) resolve();
    const stop = this.#watch.onEnd(kvKeyOf(name), done);
    void this.#resolveIfFree(name, resolve);
    await promise;
    stop();
    either.removeEventListener('abort', done);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#watch.close().finally(this.#onClose);
  }

  /** The name may have become free before the watch began. A broker that doesn't answer is met by who tries to acquire. */
  async #resolveIfFree(name: string, resolve: () => void): Promise<void> {
    try {
      await this.#watch.begun();
      if ((await this.holder(name)) === undefined) resolve();
    } catch {
      // The time-out ends the wait.
    }
  }
}
