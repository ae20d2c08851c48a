import type { NatsConnection } from '@nats-io/transport-node';

/** Sends bytes of the NATS protocol as they are. */
export type RawLine = (bytes: Uint8Array) => void;

/**
 * A connection's outgoing line, below its `publish`, which makes a text, four pieces and several objects of each message: with a
 * group of messages in one piece a thread sends twice as many. It is no public part of the client library; undefined where a
 * version of it doesn't have it, and each message is published by itself then.
 */
export function rawLineOf(connection: NatsConnection): RawLine | undefined {
  const { protocol } = connection as unknown as { protocol?: { sendCommand?: (bytes: Uint8Array) => void } };
  return typeof protocol?.sendCommand === 'function' ? (bytes) => protocol.sendCommand?.(bytes) : undefined;
}
