import { type JetStreamManager, jetstream, jetstreamManager, type StreamConfig } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';

/** A message as it stands in a stream. */
export interface StreamMessage {
  readonly subject: string;
  readonly payload: Uint8Array;
  /** Of the headers those that say what it is: what steered its publication is left out. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What an operator could do to a stream, who may do everything at the broker. */
export class Operator {
  readonly #connection: NatsConnection;
  readonly #jsm: JetStreamManager;

  private constructor(connection: NatsConnection, jsm: JetStreamManager) {
    this.#connection = connection;
    this.#jsm = jsm;
  }

  static async connect(url: string): Promise<Operator> {
    const connection = await connect({ servers: url });
    return new Operator(connection, await jetstreamManager(connection));
  }

  /** All messages of a stream, in order. */
  async read(stream: string): Promise<StreamMessage[]> {
    const { state } = await this.#jsm.streams.info(stream);
    const messages: StreamMessage[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; ) {
      const next = { seq, next_by_subj: '>' };
      const found = await this.#jsm.streams.getMessage(stream, next);
      if (found === null) break;
      const kept = [...found.header].filter(([name]) => name.startsWith('Millrace-'));
      const own = Object.fromEntries(kept.map(([name, values]) => [name, values[0] ?? '']));
      messages.push({ subject: found.subject, payload: found.data, headers: own });
      seq = found.seq + 1;
    }
    return messages;
  }

  /** Makes a stream anew, under the same name and settings, with these messages. */
  async rewrite(stream: string, messages: readonly StreamMessage[]): Promise<void> {
    const { config } = await this.#jsm.streams.info(stream);
    await this.#jsm.streams.delete(stream);
    await this.#jsm.streams.add(config as StreamConfig & { name: string });
    for (const message of messages) await this.publish(message);
  }

  /** Removes the first message of a subject, where the stream lets messages be purged. */
  async removeFirst(stream: string, subject: string): Promise<void> {
    const next = { seq: 1, next_by_subj: subject };
    const first = await this.#jsm.streams.getMessage(stream, next);
    if (first === null) throw new Error(`${stream} holds nothing of ${subject}`);
    const { purged } = await this.#jsm.streams.purge(stream, { filter: subject, seq: first.seq + 1 });
    if (purged !== 1) throw new Error(`${purged} messages were removed`);
  }

  /** Publishes a message as anybody could. */
  async publish(message: StreamMessage): Promise<void> {
    const given = headers();
    for (const [name, value] of Object.entries(message.headers)) given.set(name, value);
    await jetstream(this.#connection).publish(message.subject, message.payload, { headers: given });
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}
