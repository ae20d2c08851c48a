import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { NewRecord } from '../log.ts';
import type { Answers } from './ack-inbox.ts';
import { serverErrors } from './errors.ts';
import type { Outlet } from './outlet.ts';
import type { OutgoingMessage } from './wire.ts';

/** What one try of a publish came to. */
type Outcome = { readonly sequence: number } | { readonly stored: true };

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
   * Resolves with the last one's sequence, 0 where it is not known.
   *
   * @throws outcome-unknown when no try was answered; store-full; log-conflict.
   */
  async send(records: readonly NewRecord[]): Promise<number> {
    const own = randomUUID();
    const messages = this.#outlet.messages(records);
    const ids = records.map(({ id }, i) => id ?? `${own}.${i}`);
    for (let attempt = 1; ; attempt++) {
      try {
        const outcome = await (messages.length === 1 ? this.#single(messages, ids) : this.#batch(messages, ids));
        return 'sequence' in outcome ? outcome.sequence : 0;
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
    const outcome = await this.#batch(messages, [], chain);
    return 'sequence' in outcome ? outcome.sequence : expectedLast + records.length;
  }

  async #single([message]: readonly OutgoingMessage[], [id]: readonly string[]): Promise<Outcome> {
    const answer = new OneAnswer();
    this.#outlet.publish(message as OutgoingMessage, `Nats-Msg-Id: ${id}\r\n`, answer);
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
}

/** The one answer to a message or a batch. */
class OneAnswer implements Answers {
  readonly #settled = Promise.withResolvers<Outcome>();

  get outcome(): Promise<Outcome> {
    return this.#settled.promise;
  }

  answered(sequence: number, isDuplicate: boolean): void {
    this.#settled.resolve(isDuplicate ? { stored: true } : { sequence });
  }

  failed(error: MillraceError, code?: number): void {
    if (code === serverErrors.batchDuplicate) this.#settled.resolve({ stored: true });
    else this.#settled.reject(error);
  }
}
