import type { NatsConnection } from '@nats-io/transport-node';
import { MillraceError } from '../../runtime/base/errors.ts';
import type { LogName, NewRecord } from '../log.ts';
import type { AckInbox, Answers } from './ack-inbox.ts';
import { streamOf } from './subjects.ts';
import { copied, encodedHeaders, messageOf, type OutgoingMessage } from './wire.ts';

/**
 * Publishes records so that each one expects the stream's last sequence to be the one before it. They are sent without
 * waiting for the answers of those before: when one of them fails all later ones do, so what is stored is an unbroken
 * first part of what was sent.
 */
export class ChainedSender {
  readonly #connection: NatsConnection;
  readonly #inbox: AckInbox;
  readonly #name: LogName;

  constructor(connection: NatsConnection, inbox: AckInbox, name: LogName) {
    this.#connection = connection;
    this.#inbox = inbox;
    this.#name = name;
  }

  /** Resolves with the last sequence. @throws log-conflict, outcome-unknown, store-full, log-recreated. */
  async send(records: readonly NewRecord[], expectedLast: number): Promise<number> {
    const group = new Group(records.length, expectedLast, `stream ${streamOf(this.#name)}`);
    const messages = copied(records).map((record) => messageOf(this.#name, record));
    for (const [i, record] of records.entries()) {
      const message = messages[i] as OutgoingMessage;
      const chain = `Nats-Expected-Last-Sequence: ${expectedLast + i}\r\n${lasting(record)}`;
      publish(this.#connection, message, chain, this.#inbox.expect(group));
    }
    return await group.done;
  }
}

/** A progress record replaces the one before and stays when all around it has expired. */
function lasting({ kind }: NewRecord): string {
  return kind === 'progress' ? 'Nats-Rollup: sub\r\nNats-TTL: never\r\n' : '';
}

/** Publishes one message with more header lines. */
export function publish(connection: NatsConnection, message: OutgoingMessage, lines: string, reply?: string): void {
  connection.publish(message.subject, message.payload, {
    headers: encodedHeaders(lines + message.headers),
    ...(reply !== undefined && { reply }),
  });
}

/** The records of one append, done when all are answered. */
class Group implements Answers {
  readonly #settled = Promise.withResolvers<number>();
  readonly #where: string;
  readonly #last: number;
  #next: number;

  constructor(count: number, expectedLast: number, where: string) {
    this.#next = expectedLast + 1;
    this.#last = expectedLast + count;
    this.#where = where;
  }

  get done(): Promise<number> {
    return this.#settled.promise;
  }

  answered(sequence: number): void {
    if (sequence !== this.#next) {
      this.failed(
        new MillraceError('log-conflict', {
          what: `a record was stored at ${sequence} where ${this.#next} was due`,
          where: this.#where,
          fix: 'nothing: the tail of the log is read again',
        }),
      );
      return;
    }
    if (this.#next++ === this.#last) this.#settled.resolve(this.#last);
  }

  failed(error: MillraceError): void {
    this.#settled.reject(error);
  }
}
