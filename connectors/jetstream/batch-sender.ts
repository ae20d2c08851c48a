import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { NewRecord } from '../log.ts';
import type { Answers } from './ack-inbox.ts';
import { serverErrors } from './errors.ts';
import type { Outlet } from './outlet.ts';
import { type Identified, storedAt } from './stored-ids.ts';
import type { OutgoingMessage } from './wire.ts';

/** What one try of a publish came to; undefined: some of the messages were stored before, and nothing was now. */
type Outcome = number | undefined;

/**
 * Publishes records whole or not at all: one by itself, several as one atomic batch. Each has a message id, so that when an
 * answer is lost the same records are sent again, and the server stores them once.
 */
export class BatchSender {
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  /**
   * Resolves with the last one's sequence. Records whose own ids the server knows are left out.
   *
   * @throws outcome-unknown when no try was answered; store-full; log-conflict.
   */
  async send(records: readonly NewRecord[]): Promise<number> {
    const own = randomUUID();
    const messages = this.#outlet.messages(records);
    const once = new Map<string, OutgoingMessage>();
    for (const [i, { id = `${own}.${i}` }] of records.entries())
      if (!once.has(id)) once.set(id, messages[i] as OutgoingMessage);
    const all = [...once].map(([id, message]) => ({ id, message }));
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#store(all);
      } catch (thrown) {
        const isUnknown = thrown instanceof MillraceError && thrown.code === 'outcome-unknown';
        if (!isUnknown || attempt === limits.publishAttempts) throw thrown;
        await delay(limits.retryMilliseconds * 2 ** attempt);
      }
    }
  }

  /**
   * Stores records whole behind the stream's last sequence, if that is the one expected. Tried once: a second try would
   * take its own first one for somebody else's.
   *
   * @throws log-conflict, outcome-unknown, store-full, log-recreated.
   */
  async sendExpecting(records: readonly NewRecord[], expectedLast: number): Promise<number> {
    const messages = this.#outlet.messages(records);
    const chain = `Nats-Expected-Last-Sequence: ${expectedLast}\r\nNats-Expected-Stream: ${this.#outlet.stream}\r\n`;
    return (await this.#batch(messages, [], chain)) ?? expectedLast + records.length;
  }

  /**
   * Stores those that are not stored yet. The server refuses a batch that holds an id it knows, and doesn't say which: then it is
   * asked about each, and the others make a batch of their own.
   */
  async #store(all: readonly Identified[]): Promise<number> {
    let missing = all;
    for (;;) {
      const outcome = await this.#publish(missing);
      if (outcome !== undefined) return outcome;
      const sequences = await storedAt(this.#outlet, missing);
      const next = missing.filter((_, i) => sequences[i] === undefined);
      if (next.length === 0) return Math.max(...sequences.map((sequence) => sequence ?? 0));
      // Somebody else is storing one of them at this moment.
      if (next.length === missing.length) throw this.#undecided();
      missing = next;
    }
  }

  async #publish(messages: readonly Identified[]): Promise<Outcome> {
    const [first] = messages;
    if (messages.length > 1 || first === undefined) {
      return await this.#batch(
        messages.map(({ message }) => message),
        messages.map(({ id }) => id),
      );
    }
    const answer = new OneAnswer();
    this.#outlet.publish(first.message, `Nats-Msg-Id: ${first.id}\r\n`, answer);
    return await answer.outcome;
  }

  /** `first`: header lines of the first message alone. */
  async #batch(messages: readonly OutgoingMessage[], ids: readonly string[], first = ''): Promise<Outcome> {
    const batch = randomUUID();
    const answer = new OneAnswer();
    for (const [i, message] of messages.entries()) {
      const id = ids[i] === undefined ? '' : `Nats-Msg-Id: ${ids[i]}\r\n`;
      const lines = `Nats-Batch-Id: ${batch}\r\nNats-Batch-Sequence: ${i + 1}\r\n${id}${i === 0 ? first : ''}`;
      if (i < messages.length - 1) this.#outlet.publish(message, lines);
      else this.#outlet.publish(message, `${lines}Nats-Batch-Commit: 1\r\n`, answer);
    }
    return await answer.outcome;
  }

  #undecided(): MillraceError {
    return new MillraceError('outcome-unknown', {
      what: 'another sender is storing records of the same ids',
      where: this.#outlet.where,
      fix: 'send them again',
    });
  }
}

/** The one answer to a message or a batch. */
class OneAnswer implements Answers {
  readonly #settled = Promise.withResolvers<Outcome>();

  get outcome(): Promise<Outcome> {
    return this.#settled.promise;
  }

  /** A message that was stored before is answered with its sequence. */
  answered(sequence: number): void {
    this.#settled.resolve(sequence);
  }

  failed(error: MillraceError, code?: number): void {
    if (code === serverErrors.batchDuplicate) this.#settled.resolve(undefined);
    else this.#settled.reject(error);
  }
}
