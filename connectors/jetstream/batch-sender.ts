import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { NewRecord } from '../log.ts';
import { idLine, publishOnce } from './batch-publish.ts';
import { storedElsewhere } from './errors.ts';
import type { Outlet } from './outlet.ts';
import { type Identified, storedAt } from './stored-ids.ts';
import type { OutgoingMessage } from './wire.ts';

/**
 * Publishes records whole or not at all, under message ids, so that when an answer is lost they are sent again and the server
 * stores them once.
 */
export class BatchSender {
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  /**
   * Resolves with the last one's sequence. Records whose own ids the server knows are left out.
   *
   * @param known told how many those are, when there are any.
   * @throws outcome-unknown when no try was answered; store-full; log-conflict.
   */
  async send(records: readonly NewRecord[], known?: (records: number) => void): Promise<number> {
    const messages = this.#outlet.messages(records);
    const isNamed = records.some(({ id }) => id !== undefined);
    const [whole, named] = [randomUUID(), isNamed ? identified(records, messages) : []];
    const store = async (): Promise<number> => {
      if (!isNamed) return await this.#storeWhole(messages, whole);
      const { last, stored } = await this.#storeMissing(named);
      if (stored < records.length) known?.(records.length - stored);
      return last;
    };
    for (let attempt = 1; ; attempt++) {
      try {
        return await store();
      } catch (thrown) {
        const isUnknown = thrown instanceof MillraceError && thrown.code === 'outcome-unknown';
        if (!isUnknown || attempt === limits.publishAttempts) throw thrown;
        await delay(limits.retryMilliseconds * 2 ** attempt);
      }
    }
  }

  /**
   * Stores records whole behind the stream's last sequence, if that is the one expected. Tried once: a second try would
   * take its own first one for somebody else's. Another may be sent before it is answered: the server decides about them in
   * their order.
   *
   * @throws log-conflict, outcome-unknown, store-full, log-recreated.
   */
  async sendExpecting(records: readonly NewRecord[], expectedLast: number): Promise<number> {
    const messages = this.#outlet.messages(records);
    const chain = `Nats-Expected-Last-Sequence: ${expectedLast}\r\nNats-Expected-Stream: ${this.#outlet.stream}\r\n`;
    const last = expectedLast + records.length;
    const stored = (await this.#publishWhole(messages, chain)) ?? last;
    if (stored !== last) throw storedElsewhere(stored, last, this.#outlet.where);
    return last;
  }

  /** Only this call knows the id, so the first message speaks for all; the server holds one id in its memory, not a thousand. */
  async #storeWhole(messages: readonly OutgoingMessage[], id: string): Promise<number> {
    const last = await this.#publishWhole(messages, idLine(id));
    if (last !== undefined) return last;
    // An earlier try was stored, whole and in one piece.
    const [first] = await storedAt(this.#outlet, [{ id, message: messages[0] as OutgoingMessage }]);
    if (first === undefined) throw this.#undecided();
    return first + messages.length - 1;
  }

  /**
   * Stores those that are not stored yet. The server refuses a batch that holds an id it knows, and doesn't say which: then it is
   * asked about each, and the others make a batch of their own.
   */
  async #storeMissing(all: readonly Identified[]): Promise<{ last: number; stored: number }> {
    let missing = all;
    for (;;) {
      const published = await publishOnce(
        this.#outlet,
        missing.map(({ id, message }) => ({ message, lines: idLine(id) })),
      );
      if (published !== undefined) {
        return { last: published.last, stored: published.isKnown ? 0 : missing.length };
      }
      const sequences = await storedAt(this.#outlet, missing);
      const next = missing.filter((_, i) => sequences[i] === undefined);
      if (next.length === 0) return { last: Math.max(...sequences.map((sequence) => sequence ?? 0)), stored: 0 };
      if (next.length === missing.length) throw this.#undecided();
      missing = next;
    }
  }

  /** @param first header lines of the first message alone. */
  async #publishWhole(messages: readonly OutgoingMessage[], first: string): Promise<number | undefined> {
    const lined = messages.map((message, i) => ({ message, lines: i === 0 ? first : '' }));
    return (await publishOnce(this.#outlet, lined))?.last;
  }

  #undecided(): MillraceError {
    return new MillraceError('outcome-unknown', {
      what: 'records of the same ids are being stored at this moment',
      where: this.#outlet.where,
      fix: 'send them again',
    });
  }
}

/** The messages under their ids, each once; records that have none get one that is drawn. */
function identified(records: readonly NewRecord[], messages: readonly OutgoingMessage[]): readonly Identified[] {
  const own = randomUUID();
  const once = new Map<string, OutgoingMessage>();
  for (const [i, { id = `${own}.${i}` }] of records.entries())
    if (!once.has(id)) once.set(id, messages[i] as OutgoingMessage);
  return [...once].map(([id, message]) => ({ id, message }));
}
