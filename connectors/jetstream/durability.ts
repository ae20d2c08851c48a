import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { messageOf } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { LogDurability, ServerSync } from '../durability.ts';
import type { LogName } from '../log.ts';
import type { JetStreamChoice } from './choice.ts';
import { lookUpStream } from './create-stream.ts';
import { brokerError } from './errors.ts';
import { holdConnection } from './shared-connection.ts';
import { streamOf } from './subjects.ts';

/**
 * How the streams of some logs are kept. Those that are not there yet count with the replicas that they would be created with.
 *
 * @throws broker-unavailable, broker-refused, broker-too-old.
 */
export async function jetStreamDurability(choice: JetStreamChoice, logs: readonly LogName[]): Promise<LogDurability> {
  const hold = await holdConnection(choice);
  try {
    const jsm = await jetstreamManager(hold.value, { checkAPI: false });
    let replicas = Number.POSITIVE_INFINITY;
    for (const name of new Set(logs.map(streamOf)))
      replicas = Math.min(replicas, await replicasOf(jsm, name, choice.replicas ?? 1));
    if (replicas === Number.POSITIVE_INFINITY) replicas = choice.replicas ?? 1;
    return { kind: 'jetstream', replicas, sync: await syncOf(choice.monitor) };
  } catch (thrown) {
    throw brokerError(thrown, choice.servers.join(', '));
  } finally {
    await hold.release();
  }
}

async function replicasOf(jsm: JetStreamManager, stream: string, otherwise: number): Promise<number> {
  return (await lookUpStream(jsm, stream))?.config.num_replicas ?? otherwise;
}

/** What the server's monitor says: only there is it told. @param monitor such as `http://127.0.0.1:8222`. */
async function syncOf(monitor: string | undefined): Promise<ServerSync> {
  if (monitor === undefined) return { unknown: 'log.monitor is not set' };
  try {
    const answer = await fetch(`${monitor.replace(/\/$/, '')}/varz`, {
      signal: AbortSignal.timeout(limits.answerMilliseconds),
    });
    const { jetstream } = (await answer.json()) as MonitorAnswer;
    const config = jetstream?.config;
    if (config === undefined) return { unknown: 'log.monitor tells of no JetStream' };
    return { milliseconds: config.sync_always === true ? 0 : (config.sync_interval ?? 0) / 1e6 };
  } catch (thrown) {
    return { unknown: `log.monitor does not answer: ${messageOf(thrown)}` };
  }
}

interface MonitorAnswer {
  readonly jetstream?: {
    readonly config?: { readonly sync_always?: boolean /** Nanoseconds. */; readonly sync_interval?: number };
  };
}
