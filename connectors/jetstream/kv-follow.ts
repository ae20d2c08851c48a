import { setTimeout as delay } from 'node:timers/promises';
import { limits } from '../../runtime/base/limits.ts';
import type { KvBucket } from './kv-bucket.ts';

/**
 * Calls `changed` whenever an entry of a bucket may have changed, until `signal` aborts: with each change that is told, and
 * whenever the watch begins anew, since something may have been missed before.
 */
export async function followBucket(bucket: KvBucket, changed: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const entries = await bucket.watch();
      const stop = (): void => entries.stop();
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
      changed();
      for await (const _ of entries) changed();
      signal.removeEventListener('abort', stop);
    } catch {
      // The broker is away; what was missed is told once it is back.
    }
    await delay(limits.reconnectMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}
