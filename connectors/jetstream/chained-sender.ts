import type { MillraceError } from '../../runtime/base/errors.ts';
import type { NewRecord } from '../log.ts';
import type { Answers } from './ack-inbox.ts';
import { storedElsewhere } from './errors.ts';
import type { Outlet } from './outlet.ts';

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
    this.#outlet.publishChained(records, expectedLast, group);
    return await group.done;
  }
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
      this.failed(storedElsewhere(sequence, this.#next, this.#where));
      return;
    }
    if (this.#next++ === this.#last) this.#settled.resolve(this.#last);
  }

  failed(error: MillraceError): void {
    this.#settled.reject(error);
  }
}
