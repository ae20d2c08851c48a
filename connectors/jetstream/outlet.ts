import type { NatsConnection } from '@nats-io/transport-node';
import type { MillraceError } from '../../runtime/base/errors.ts';
import type { LogName, NewRecord } from '../log.ts';
import { AckInbox, type Answers } from './ack-inbox.ts';
import { tooLarge } from './errors.ts';
import { streamOf } from './subjects.ts';
import { copied, encodedHeaders, messageOf, type OutgoingMessage } from './wire.ts';

/** Bytes around header lines. */
const HEADER_FRAME = 'NATS/1.0\r\n\r\n'.length;

/** Where the records of one log leave as messages, and where the answers come in. */
export class Outlet {
  readonly stream: string;
  readonly #connection: NatsConnection;
  readonly #inbox: AckInbox;
  readonly #name: LogName;

  constructor(connection: NatsConnection, name: LogName) {
    this.stream = streamOf(name);
    this.#connection = connection;
    this.#inbox = new AckInbox(connection, this.where);
    this.#name = name;
  }

  /** For messages: `stream OUT_customer1_0`. */
  get where(): string {
    return `stream ${this.stream}`;
  }

  /** The messages that records become, with payloads of their own. */
  messages(records: readonly NewRecord[]): OutgoingMessage[] {
    return copied(records).map((record) => messageOf(this.#name, record));
  }

  /** Publishes a message with more header lines; without `answers` none is asked for. @throws record-too-large. */
  publish(message: OutgoingMessage, lines: string, answers?: Answers): void {
    const size = message.payload.length + message.headers.length + lines.length + HEADER_FRAME;
    const most = this.#connection.info?.max_payload ?? size;
    if (size > most) throw tooLarge(`it has ${size} bytes and max_payload is ${most}`, this.where);
    this.#connection.publish(message.subject, message.payload, {
      headers: encodedHeaders(lines + message.headers),
      ...(answers !== undefined && { reply: this.#inbox.expect(answers) }),
    });
  }

  /** The connection has broken: nobody knows what became of what is on its way. */
  disconnected(): void {
    this.#inbox.breakAll('the connection broke');
  }

  /** The server doesn't permit a publish: none of them will be answered. */
  refused(error: MillraceError): void {
    this.#inbox.failAll(error);
  }

  close(): void {
    this.#inbox.close();
  }
}
