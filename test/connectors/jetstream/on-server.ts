import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { JetStreamChoice } from '../../../connectors/jetstream/choice.ts';
import { JetStreamLogStore } from '../../../connectors/jetstream/log-store.ts';

let tenants = 0;

/** A connection that does what people and other programs do to a server, and log stores of this project on it. */
export class OnServer {
  /** A name that no test before had. */
  readonly tenant = `t${++tenants}`;
  readonly url: string;
  readonly connection: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly #stores: JetStreamLogStore[] = [];

  private constructor(url: string, connection: NatsConnection, jsm: JetStreamManager) {
    this.url = url;
    this.connection = connection;
    this.jsm = jsm;
  }

  static async open(url: string): Promise<OnServer> {
    const connection = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    return new OnServer(url, connection, await jetstreamManager(connection));
  }

  choice(more: Partial<JetStreamChoice> = {}): JetStreamChoice {
    return { kind: 'jetstream', servers: [this.url], ...more };
  }

  logs(more: Partial<JetStreamChoice> = {}): JetStreamLogStore {
    const store = new JetStreamLogStore(this.choice(more));
    this.#stores.push(store);
    return store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const store of this.#stores) await store.close();
    await this.connection.close();
  }
}
