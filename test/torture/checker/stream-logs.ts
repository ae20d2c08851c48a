import {
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { LogOf, Logs, StoredRecord } from './logs.ts';

/** The logs of a nats-server, read with the client library and what the documents say of subjects and headers. */
export class StreamLogs implements Logs {
  readonly hasIngest = true;
  readonly #connection: NatsConnection;
  readonly #jsm: JetStreamManager;
  readonly #js: JetStreamClient;

  private constructor(connection: NatsConnection, jsm: JetStreamManager) {
    this.#connection = connection;
    this.#jsm = jsm;
    this.#js = jetstream(connection);
  }

  static async open(servers: string): Promise<StreamLogs> {
    const connection = await connect({ servers, maxReconnectAttempts: -1 });
    return new StreamLogs(connection, await jetstreamManager(connection));
  }

  async input({ tenant, partition, count }: LogOf): Promise<readonly StoredRecord[]> {
    const records: StoredRecord[] = [];
    for (const message of await this.#read(`IN_${tenant}`)) {
      const [start, , place, ...rest] = message.subject.split('.');
      // in.<tenant> | in.<tenant>.<partition>.<key> | sys.<tenant>.<partition>.<kind>
      const isUnkeyed = start === 'in' && place === undefined;
      const isMine = isUnkeyed ? count === 1 || partition === 'ingest' : place === String(partition);
      if (!isMine) continue;
      const kind = start === 'sys' ? (rest[0] as string) : 'event';
      records.push(recordOf(message, kind, start === 'in' ? rest.join('-') : ''));
    }
    return records;
  }

  async output({ tenant, partition }: LogOf): Promise<readonly StoredRecord[]> {
    return (await this.#read(`OUT_${tenant}_${partition}`)).map((message) => {
      const [start, , place, kind, ...key] = message.subject.split('.');
      if (start !== 'mid') return recordOf(message, kind as string, key.join('-'));
      return { ...recordOf(message, 'mid', [kind, ...key].join('-')), target: Number(place) };
    });
  }

  async outputEnd({ tenant, partition }: LogOf): Promise<number> {
    return (await this.#jsm.streams.info(`OUT_${tenant}_${partition}`)).state.last_seq;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Every message that a stream holds now. @throws when one is missing between. */
  async #read(stream: string): Promise<readonly JsMsg[]> {
    const { state, config } = await this.#jsm.streams.info(stream);
    const messages: JsMsg[] = [];
    if (state.messages === 0) return messages;
    const consumer = await this.#js.consumers.get(stream);
    for await (const message of await consumer.consume()) {
      if (message.seq <= state.last_seq) messages.push(message);
      if (message.seq >= state.last_seq) break;
    }
    const isWhole = messages.length === state.last_seq && state.first_seq === 1;
    if (config.deny_purge && !isWhole)
      throw new Error(`${stream} gave ${messages.length} of ${state.last_seq} messages`);
    return messages;
  }
}

function recordOf({ seq, time, data, headers }: JsMsg, kind: string, key: string): StoredRecord {
  const identity = headers?.get('Millrace-Id') || undefined;
  return { sequence: seq, arrival: time.getTime(), kind, key, payload: data, identity, target: undefined };
}
