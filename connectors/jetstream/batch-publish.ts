import { randomUUID } from 'node:crypto';
import type { MillraceError } from '../../runtime/base/errors.ts';
import type { Answers } from './ack-inbox.ts';
import { serverErrors } from './errors.ts';
import type { Outlet } from './outlet.ts';
import type { OutgoingMessage } from './wire.ts';

/** A message, and the header lines that it has for this publish alone. */
export interface Lined {
  readonly message: OutgoingMessage;
  readonly lines: string;
}

/** What was stored, or was before. */
export interface Published {
  /** Sequence of the last message. */
  readonly last: number;
  /** Whether it is a single message whose id the server knew: it was stored before. */
  readonly isKnown: boolean;
}

/** The header line of a message id. */
export function idLine(id: string): string {
  return `Nats-Msg-Id: ${id}\r\n`;
}

/**
 * Publishes messages once: one by itself, several as one atomic batch, which takes one round trip. Resolves with the last one's
 * sequence; undefined when a batch holds an id that the server knows, and nothing of it was stored.
 *
 * @throws outcome-unknown, store-full, log-conflict, log-recreated.
 */
export async function publishOnce(outlet: Outlet, messages: readonly Lined[]): Promise<Published | undefined> {
  const answer = new OneAnswer();
  const [first] = messages;
  if (messages.length === 1 && first !== undefined) {
    outlet.publish(first.message, first.lines, answer);
    return await answer.outcome;
  }
  const batch = randomUUID();
  for (const [i, { message, lines }] of messages.entries()) {
    const own = `Nats-Batch-Id: ${batch}\r\nNats-Batch-Sequence: ${i + 1}\r\n${lines}`;
    if (i < messages.length - 1) outlet.publish(message, own);
    else outlet.publish(message, `${own}Nats-Batch-Commit: 1\r\n`, answer);
  }
  return await answer.outcome;
}

/** The one answer to a message or a batch. */
class OneAnswer implements Answers {
  readonly #settled = Promise.withResolvers<Published | undefined>();

  get outcome(): Promise<Published | undefined> {
    return this.#settled.promise;
  }

  answered(last: number, isKnown: boolean): void {
    this.#settled.resolve({ last, isKnown });
  }

  failed(error: MillraceError, code?: number): void {
    if (code === serverErrors.batchDuplicate) this.#settled.resolve(undefined);
    else this.#settled.reject(error);
  }
}
