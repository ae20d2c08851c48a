import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { testNats } from '../../support/servers/nats.ts';

/** A bucket name of a test's own, and connections to the server that has it. */
export class OwnBucket {
  readonly name = `test-${randomUUID()}`;
  readonly url: string;
  readonly #connections: NatsConnection[] = [];

  constructor(url: string) {
    this.url = url;
  }

  static async create(): Promise<OwnBucket> {
    return new OwnBucket(await testNats());
  }

  async connect(url = this.url): Promise<NatsConnection> {
    const connection = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    this.#connections.push(connection);
    return connection;
  }

  /** Removes the bucket and closes the connections. */
  async remove(): Promise<void> {
    const { streams } = await jetstreamManager(await this.connect());
    await streams.delete(`KV_${this.name}`).catch(() => false);
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }
}
