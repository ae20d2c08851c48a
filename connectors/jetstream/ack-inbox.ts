import { createInbox, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import { publishError } from './errors.ts';

const decoder = new TextDecoder();

/** Told of each answer; `sequence` is that of the message, or of the last one of a batch. */
export interface Answers {
  answered(sequence: number, isDuplicate: boolean): void;
  /** `code` is the server's own number of the error, when it answered. */
  failed(error: MillraceError, code?: number): void;
}

interface Waiting {
  readonly answers: Answers;
  readonly deadline: number;
  /** Answers that are still to come. */
  left: number;
}

/**
 * Where the answers to publishes come in. The client library's own publish makes a promise and a timer a message; here it is
 * one subscription, one map and one timer for all. When the connection breaks, or an answer doesn't come in time, what is
 * waited for fails with `outcome-unknown`.
 */
export class AckInbox {
  readonly #prefix = createInbox();
  readonly #subscription: Subscription;
  readonly #waiting = new Map<string, Waiting>();
  readonly #where: string;
  readonly #timer: NodeJS.Timeout;
  #count = 0;

  constructor(connection: NatsConnection, where: string) {
    this.#where = where;
    this.#subscription = connection.subscribe(`${this.#prefix}.*`, {
      callback: (error, message) => {
        if (error === null) this.#receive(message);
        else this.breakAll(error.message);
      },
    });
    this.#timer = setInterval(() => this.#expire(), limits.answerMilliseconds / 5);
    this.#timer.unref();
  }

  /** A subject to which so many answers are sent. None is told of after one that failed. */
  expect(answers: Answers, count = 1): string {
    const token = (this.#count++).toString(36);
    this.#waiting.set(token, { answers, deadline: performance.now() + limits.answerMilliseconds, left: count });
    return `${this.#prefix}.${token}`;
  }

  /** Nobody waits for answers to this subject any more. */
  forget(subject: string): void {
    this.#waiting.delete(subject.slice(this.#prefix.length + 1));
  }

  /** Nobody knows what became of what is waited for. */
  breakAll(reason: string): void {
    this.failAll(this.#unknown(reason));
  }

  /** None of what is waited for will be answered. */
  failAll(error: MillraceError): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { answers } of waiting) answers.failed(error);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#subscription.unsubscribe();
    this.breakAll('the log was closed');
  }

  #receive(message: Msg): void {
    const token = message.subject.slice(this.#prefix.length + 1);
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) return;
    const { answers } = waiting;
    const sequence = sequenceIn(message.data);
    if (sequence !== undefined) {
      if (--waiting.left === 0) this.#waiting.delete(token);
      answers.answered(sequence, false);
      return;
    }
    if (message.data.length === 0) {
      this.#waiting.delete(token);
      answers.failed(this.#unknown('no stream takes it, or its server is away'));
      return;
    }
    const { seq, duplicate, error } = JSON.parse(decoder.decode(message.data)) as PublishAnswer;
    if (error !== undefined || --waiting.left === 0) this.#waiting.delete(token);
    if (error !== undefined) {
      const code = error.err_code ?? error.code;
      answers.failed(publishError(code, error.description, this.#where), code);
    } else answers.answered(seq ?? 0, duplicate === true);
  }

  /** Answers are waited for in the order of their deadlines. */
  #expire(): void {
    const now = performance.now();
    for (const { deadline } of this.#waiting.values()) {
      if (deadline > now) return;
      this.breakAll(`no answer came within ${limits.answerMilliseconds} ms`);
      return;
    }
  }

  #unknown(reason: string): MillraceError {
    return new MillraceError('outcome-unknown', {
      what: `an append was not answered: ${reason}`,
      where: this.#where,
      fix: 'nothing: the tail of the log is read again',
    });
  }
}

interface PublishAnswer {
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly code: number; readonly err_code?: number; readonly description: string };
}

const STREAM = Buffer.from('{"stream":');
const SEQUENCE = Buffer.from('"seq":');
const CLOSING = 0x7d;

/** The number in the usual answer, `{"stream":"OUT_customer1_0","seq":17}`; undefined of any other. */
function sequenceIn(answer: Uint8Array): number | undefined {
  let at = answer.length - 1;
  if (answer[at] !== CLOSING || !standsAt(STREAM, answer, 0)) return undefined;
  let sequence = 0;
  let scale = 1;
  for (at--; at >= 0; at--) {
    const digit = (answer[at] as number) - 0x30;
    if (digit < 0 || digit > 9) break;
    sequence += digit * scale;
    scale *= 10;
  }
  return scale > 1 && standsAt(SEQUENCE, answer, at + 1 - SEQUENCE.length) ? sequence : undefined;
}

function standsAt(piece: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < piece.length; i++) if (bytes[at + i] !== piece[i]) return false;
  return true;
}
