import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { LogName, NewRecord } from '../log.ts';
import type { AckInbox } from './ack-inbox.ts';
import { publish } from './chained-sender.ts';
import { serverErrors } from './errors.ts';
import { streamOf } from './subjects.ts';
import { copied, messageOf, type OutgoingMessage } from './wire.ts';

/** What one try of a publish came to. */
type Outcome = { readonly sequence: number } | { readonly stored: true };

/**
 * Publishes records whole or not at all: one by itself, several as one atomic batch. Each has a message id, so that when an
 * answer is lost the same records are sent again, and the server stores them once.
 */
export class BatchSender {
  readonly #connection: NatsConnection;
  readonly #inbox: AckInbox;
  readonly #name: LogName;

  constructor(connection: NatsConnection, inbox: AckInbox, name: LogName) {
    this.#connection = connection;
    this.#inbox = inbox;
    this.#name = name;
  }

  /**
   * Resolves with the last one's sequence, 0 where it is not known.
   *
   * @throws outcome-unknown when no try was answered; store-full; log-conflict.
   */
  async send(records: readonly NewRecord[]): Promise<number> {
    const own = randomUUID();
    const messages = copied(records).map((record) => messageOf(this.#name, record));
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
    const messages = copied(records).map((record) => messageOf(this.#name, record));
    const stream = streamOf(this.#name);
    const chain = `Nats-Expected-Last-Sequence: ${expectedLast}\r\nNats-Expected-Stream: ${stream}\r\n`;
    const outcome = await this.#batch(messages, [], chain);
    return 'sequence' in outcome ? outcome.sequence : expectedLast + records.length;
  }

  async #single([message]: readonly OutgoingMessage[], [id]: readonly string[]): Promise<Outcome> {
    const { reply, answer } = this.#expect();
    publish(this.#connection, message as OutgoingMessage, `Nats-Msg-Id: ${id}\r\n`, reply);
    return await answer;
  }

  /** `first`: header lines of the first message alone. */
  async #batch(messages: readonly OutgoingMessage[], ids: readonly string[], first = ''): Promise<Outcome> {
    const batch = randomUUID();
    const { reply, answer } = this.#expect();
    for (const [i, message] of messages.entries()) {
      const isLast = i === messages.length - 1;
      const id = ids[i] === undefined ? '' : `Nats-Msg-Id: ${ids[i]}\r\n`;
      const lines = `Nats-Batch-Id: ${batch}\r\nNats-Batch-Sequence: ${i + 1}\r\n${id}${i === 0 ? first : ''}`;
      publish(
        this.#connection,
        message,
        isLast ? `${lines}Nats-Batch-Commit: 1\r\n` : lines,
        isLast ? reply : undefined,
      );
    }
    return await answer;
  }

  #expect(): { reply: string; answer: Promise<Outcome> } {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const reply = this.#inbox.expect({
      answered: (sequence, isDuplicate) => resolve(isDuplicate ? { stored: true } : { sequence }),
      failed: (error, code) => (code === serverErrors.batchDuplicate ? resolve({ stored: true }) : reject(error)),
    });
    return { reply, answer: promise };
  }
}
