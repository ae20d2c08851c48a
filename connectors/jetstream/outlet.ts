import type { NatsConnection } from '@nats-io/transport-node';
import type { MillraceError } from '../../runtime/base/errors.ts';
import type { LogName, NewRecord } from '../log.ts';
import { AckInbox, type Answers } from './ack-inbox.ts';
import { tooLarge } from './errors.ts';
import { Frames } from './frames.ts';
import { type RawLine, rawLineOf } from './raw-line.ts';
import { streamOf } from './subjects.ts';
import { CHAIN, copied, encodedHeaders, messageOf, type OutgoingMessage } from './wire.ts';

/** Bytes around header lines. */
const HEADER_FRAME = 'NATS/1.0\r\n\r\n'.length;

/** Where the records of one log leave as messages, and where the answers come in. */
export class Outlet {
  readonly stream: string;
  readonly #connection: NatsConnection;
  readonly #inbox: AckInbox;
  readonly #name: LogName;
  readonly #line: RawLine | undefined;
  readonly #frames: Frames;

  constructor(connection: NatsConnection, name: LogName) {
    this.stream = streamOf(name);
    this.#line = rawLineOf(connection);
    this.#frames = new Frames(name);
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

  /**
   * Publishes records that each expect the stream's last sequence to be that of the one before; all of one group are
   * answered to `answers`. @throws record-too-large.
   */
  publishChained(records: readonly NewRecord[], expectedLast: number, answers: Answers): void {
    const most = this.#connection.info?.max_payload ?? 0;
    const reply = this.#inbox.expect(answers, records.length);
    const frames = this.#line && this.#frames.chained(records, expectedLast, reply, most);
    if (frames !== undefined) this.#line?.(frames);
    else this.#publishEach(records, expectedLast, reply);
  }

  /** Publishes a message with more header lines; without `answers` none is asked for. @throws record-too-large. */
  publish(message: OutgoingMessage, lines: string, answers?: Answers): void {
    this.#checkSize(message, lines);
    this.#publish(message, lines, answers && this.#inbox.expect(answers));
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

  #publishEach(records: readonly NewRecord[], expectedLast: number, reply: string): void {
    try {
      for (const [i, message] of this.messages(records).entries()) {
        const lines = `${CHAIN}: ${expectedLast + i}\r\n`;
        this.#checkSize(message, lines);
        this.#publish(message, lines, reply);
      }
    } catch (thrown) {
      this.#inbox.forget(reply);
      throw thrown;
    }
  }

  #checkSize({ payload, headers }: OutgoingMessage, lines: string): void {
    const size = payload.length + headers.length + lines.length + HEADER_FRAME;
    const most = this.#connection.info?.max_payload ?? size;
    if (size > most) throw tooLarge(`it has ${size} bytes and max_payload is ${most}`, this.where);
  }

  #publish({ subject, payload, headers }: OutgoingMessage, lines: string, reply: string | undefined): void {
    this.#connection.publish(subject, payload, {
      headers: encodedHeaders(lines + headers),
      ...(reply !== undefined && { reply }),
    });
  }
}
