import { MillraceError } from '../../runtime/base/errors.ts';
import type { NewRecord } from '../log.ts';
import type { Answers } from './ack-inbox.ts';
import type { Outlet } from './outlet.ts';
import type { OutgoingMessage } from './wire.ts';

/**
 * Publishes records so that each one expects the stream's last sequence to be the one before it. They are sent without
 * waiting for the answers of those before: when one of them fails all later ones do, so what is stored is an unbroken
 * first part of what was sent.
 */
export class ChainedSender {
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  /** Resolves with the last sequence. @throws log-conflict, outcome-unknown, store-full, log-recreated, record-too-large. */
  async send(records: readonly NewRecord[], expectedLast: number): Promise<number> {
    const group = new Group(records.length, expectedLast, this.#outlet.where);
    const messages = this.#outlet.messages(records);
    for (const [i, record] of records.entries()) {
      const chain = `Nats-Expected-Last-Sequence: ${expectedLast + i}\r\n${lasting(record)}`;
      this.#outlet.publish(messages[i] as OutgoingMessage, chain, group);
    }
    return await group.done;
  }
}

/** A progress record replaces the one before and stays when all around it has expired. */
function lasting({ kind }: NewRecord): string {
  return kind === 'progress' ? 'Nats-Rollup: sub\r\nNats-TTL: never\r\n' : '';
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
    // Nobody waits for a group that could not be sent to its end.
    this.#settled.promise.catch(() => undefined);
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
