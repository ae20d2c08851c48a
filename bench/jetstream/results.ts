import { createHash } from 'node:crypto';
import { AckPolicy, DeliverPolicy, type JsMsg, jetstream } from '@nats-io/jetstream';
import { plainResult } from '../support/digests.ts';
import type { Streams } from './streams.ts';

/** What stands in the output streams. */
export interface Stored {
  /** Results of each partition, in order. */
  readonly counts: readonly number[];
  /** SHA-256 of each partition's results, without the fields that Millrace adds. */
  readonly digests: readonly string[];
  /** When the first and the last result were stored: seconds of the server's clock. */
  readonly first: number;
  readonly last: number;
}

/** Reads all results of a tenant. */
export async function readResults(streams: Streams): Promise<Stored> {
  const counts: number[] = [];
  const digests: string[] = [];
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let partition = 0; partition < streams.partitions; partition++) {
    const sha = createHash('sha256');
    let count = 0;
    await eachResult(streams, partition, (message) => {
      count++;
      sha.update(plainResult(Buffer.from(message.data.buffer, message.data.byteOffset, message.data.length)));
      const stored = message.info.timestampNanos / 1e9;
      first = Math.min(first, stored);
      last = Math.max(last, stored);
    });
    counts.push(count);
    digests.push(sha.digest('hex'));
  }
  return { counts, digests, first, last };
}

/** Every result that a partition's output stream holds now. */
async function eachResult(streams: Streams, partition: number, take: (message: JsMsg) => void): Promise<void> {
  const stream = `OUT_${streams.tenant}_${partition}`;
  const { name, num_pending } = await streams.jsm.consumers.add(stream, {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.All,
    mem_storage: true,
  });
  if (num_pending === 0) return;
  const consumer = await jetstream(streams.connection).consumers.get(stream, name);
  const done = Promise.withResolvers<void>();
  const messages = await consumer.consume({
    max_messages: 5000,
    callback: (message) => {
      if (message.subject.startsWith('out.')) take(message);
      if (message.info.pending === 0) done.resolve();
    },
  });
  await done.promise;
  await messages.close();
  await consumer.delete();
}
