import type { KvWatchEntry } from '@nats-io/kv';
import type { QueuedIterator } from '@nats-io/transport-node';
import { isEnd, type KvBucket } from './kv-bucket.ts';

/**
 * Tells when entries of a bucket end, by one watch for all keys. It begins with the first listener, and anew with the next
 * one after it broke.
 */
export class BucketWatch {
  readonly #bucket: KvBucket;
  readonly #listeners = new Map<string, Set<() => void>>();
  #running: Promise<QueuedIterator<KvWatchEntry>> | undefined;
  #isClosed = false;

  constructor(bucket: KvBucket) {
    this.#bucket = bucket;
  }

  /** Calls at each end of a key's entry, until the returned function is called. */
  onEnd(key: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    };
  }

  /** Resolves when the watch runs: what ends from then on is told. @throws broker-unavailable. */
  async begun(): Promise<void> {
    if (this.#isClosed) return;
    this.#running ??= this.#begin();
    await this.#running;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const entries = await this.#running?.catch(() => undefined);
    entries?.stop();
  }

  async #begin(): Promise<QueuedIterator<KvWatchEntry>> {
    try {
      const entries = await this.#bucket.watch();
      void this.#follow(entries);
      return entries;
    } catch (thrown) {
      this.#running = undefined;
      throw thrown;
    }
  }

  async #follow(entries: QueuedIterator<KvWatchEntry>): Promise<void> {
    try {
      for await (const entry of entries) {
        if (isEnd(entry)) for (const listener of this.#listeners.get(entry.key) ?? []) listener();
      }
    } catch {
      // It broke: whoever waits has a time-out, and the next wait begins it anew.
    } finally {
      this.#running = undefined;
    }
  }
}
