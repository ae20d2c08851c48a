import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  DeliverPolicy,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { limits } from '../../runtime/base/limits.ts';
import type { LogName } from '../log.ts';
import { codeOf, serverErrors } from './errors.ts';
import { consumerFilters, streamOf } from './subjects.ts';

/** Longer than any replay: what is not acknowledged for so long is delivered again, and dropped by its number. */
const ACK_WAIT_MILLISECONDS = 24 * 3_600_000;
/** How long a reader that went away without a word is remembered. */
const FORGET_MILLISECONDS = 60_000;

/** The durable consumer of a partition's owner. */
export function ownerConsumer({ partition }: LogName, epoch: number): string {
  return `P_${partition}_${epoch}`;
}

/**
 * Makes the owner's consumer anew, delivering everything after a sequence, and ends those of older epochs. One that is there
 * under that name is replaced: what it had delivered to a connection that broke would not come again for a day.
 */
export async function makeOwnerConsumer(
  jsm: JetStreamManager,
  name: LogName,
  epoch: number,
  after: number,
): Promise<ConsumerInfo> {
  const stream = streamOf(name);
  const mine = ownerConsumer(name, epoch);
  const prefix = ownerConsumer(name, 0).slice(0, -1);
  for await (const { name: found } of jsm.consumers.list(stream)) {
    const isOurs = found.startsWith(prefix) && Number(found.slice(prefix.length)) <= epoch;
    if (isOurs) await remove(jsm, stream, found);
  }
  return await jsm.consumers.add(stream, {
    ...common(name, after),
    durable_name: mine,
    ack_policy: AckPolicy.All,
    ack_wait: ACK_WAIT_MILLISECONDS * 1_000_000,
    max_ack_pending: -1,
  });
}

/** A consumer that leaves no trace: nothing is acknowledged, and the server forgets it by itself. */
export async function makePassingConsumer(jsm: JetStreamManager, name: LogName, after: number): Promise<ConsumerInfo> {
  return await jsm.consumers.add(streamOf(name), {
    ...common(name, after),
    ack_policy: AckPolicy.None,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: FORGET_MILLISECONDS * 1_000_000,
  });
}

/** The newest acknowledged sequence that any owner's consumer of a partition knows; 0 when there is none. */
export async function acknowledged(jsm: JetStreamManager, name: LogName): Promise<number> {
  const prefix = ownerConsumer(name, 0).slice(0, -1);
  let newest = 0;
  for await (const info of jsm.consumers.list(streamOf(name))) {
    if (info.name.startsWith(prefix)) newest = Math.max(newest, info.ack_floor.stream_seq);
  }
  return newest;
}

/** Deletes a consumer, whether it is there or not. */
export async function remove(jsm: JetStreamManager, stream: string, consumer: string): Promise<void> {
  await jsm.consumers.delete(stream, consumer).catch((thrown: unknown) => {
    if (codeOf(thrown) !== serverErrors.consumerNotFound && codeOf(thrown) !== serverErrors.streamNotFound)
      throw thrown;
  });
}

function common(name: LogName, after: number): Partial<ConsumerConfig> {
  const filters = consumerFilters(name);
  return {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: after + 1,
    ...(filters.length > 0 && { filter_subjects: filters }),
    max_waiting: limits.pullRequests,
  };
}
