import { createInbox, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { MillraceError } from '../../runtime/base/errors.ts';

/** Messages on their way without an answer, at most. */
const WINDOW = 2000;

/** Publishes into streams without waiting for one answer before the next message. */
export class Pipelined {
  readonly #connection: NatsConnection;
  readonly #inbox = createInbox();
  readonly #subscription: Subscription;
  #sent = 0;
  #answered = 0;
  #refusal: string | undefined;
  #room = Promise.withResolvers<void>();

  constructor(connection: NatsConnection) {
    this.#connection = connection;
    this.#subscription = connection.subscribe(this.#inbox, {
      callback: (_, message) => this.#answer(message.string()),
    });
  }

  /** Resolves when there is room for the next message. Throws `bench-failed` when one was refused. */
  async publish(subject: string, payload: string | Uint8Array): Promise<void> {
    this.#connection.publish(subject, payload, { reply: this.#inbox });
    if (++this.#sent - this.#answered >= WINDOW) await this.#until(WINDOW / 2);
  }

  /** Resolves when all are stored. */
  async end(): Promise<void> {
    await this.#until(0);
    this.#subscription.unsubscribe();
  }

  async #until(left: number): Promise<void> {
    while (this.#sent - this.#answered > left) {
      if (this.#refusal !== undefined) throw refused(this.#refusal);
      this.#room = Promise.withResolvers();
      await this.#room.promise;
    }
  }

  #answer(answer: string): void {
    this.#answered++;
    if (!answer.startsWith('{"stream"')) this.#refusal = answer;
    this.#room.resolve();
  }
}

function refused(answer: string): MillraceError {
  return new MillraceError('bench-failed', {
    what: `an event was refused: ${answer}`,
    where: 'filling of the input stream',
    fix: 'see that the server has room',
  });
}
