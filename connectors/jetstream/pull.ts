import { createInbox, type Msg, type MsgHdrs, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { limits } from '../../runtime/base/limits.ts';
import type { LogRecord } from '../log.ts';
import { PullWindow } from './pull-window.ts';
import { type Delivery, deliveryOf, recordOf, type StoredMessage } from './wire.ts';

/** Told of what comes. */
export interface PullEvents {
  /** Records that came and were not read yet. */
  waiting(): number;
  /** `reply` is where the message is acknowledged. */
  record(record: LogRecord, delivery: Delivery, reply: string, subject: string): void;
  /** Messages may have been lost, or nothing comes any more: the consumer has to be made anew. */
  broken(reason: string): void;
}

/** A message as it was delivered. Its headers are decoded when they are asked for. */
class Received implements StoredMessage {
  readonly #message: Msg;
  readonly #delivery: Delivery;

  constructor(message: Msg, delivery: Delivery) {
    this.#message = message;
    this.#delivery = delivery;
  }

  get subject(): string {
    return this.#message.subject;
  }

  get sequence(): number {
    return this.#delivery.sequence;
  }

  get arrival(): number {
    return this.#delivery.arrival;
  }

  get payload(): Uint8Array {
    return this.#message.data;
  }

  get headers(): MsgHdrs | undefined {
    return this.#message.headers;
  }
}

/**
 * Messages of one pull consumer, without a hole: the consumer numbers what it delivers, and a number that doesn't follow ends
 * the pull. Asks for messages ahead of their reader, within a window.
 */
export class Pull {
  readonly #connection: NatsConnection;
  readonly #subject: string;
  readonly #events: PullEvents;
  readonly #inbox = createInbox();
  readonly #window = new PullWindow();
  readonly #subscription: Subscription;
  readonly #timer: NodeJS.Timeout;
  #delivered = 0;
  #heardAt = performance.now();
  #isBroken = false;

  constructor(connection: NatsConnection, stream: string, consumer: string, events: PullEvents) {
    this.#connection = connection;
    this.#subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
    this.#events = events;
    this.#subscription = connection.subscribe(this.#inbox, {
      callback: (error, message) => {
        if (error === null) this.#receive(message);
        else this.#break(error.message);
      },
    });
    this.#timer = setInterval(() => this.#listen(), limits.heartbeatMilliseconds);
    this.#timer.unref();
  }

  /** Asks for more, if it is time to. */
  ask(): void {
    if (this.#isBroken) return;
    const batch = this.#window.next(this.#events.waiting());
    if (batch === 0) return;
    const request = {
      batch,
      // A message that doesn't fit into a request would never come.
      max_bytes: Math.max(limits.readBytes, 2 * (this.#connection.info?.max_payload ?? 0)),
      expires: 10 * limits.heartbeatMilliseconds * 1_000_000,
      idle_heartbeat: limits.heartbeatMilliseconds * 1_000_000,
    };
    this.#connection.publish(this.#subject, JSON.stringify(request), { reply: this.#inbox });
  }

  close(): void {
    this.#isBroken = true;
    clearInterval(this.#timer);
    this.#subscription.unsubscribe();
  }

  #receive(message: Msg): void {
    if (this.#isBroken) return;
    this.#heardAt = performance.now();
    const reply = message.reply;
    const delivery = deliveryOf(reply);
    if (delivery === undefined) {
      this.#status(message);
      return;
    }
    if (delivery.delivered !== this.#delivered + 1) {
      this.#break(`delivery ${delivery.delivered} came where ${this.#delivered + 1} was due`);
      return;
    }
    this.#delivered = delivery.delivered;
    const record = recordOf(new Received(message, delivery));
    this.#window.received(record.payload.length + 64);
    this.#events.record(record, delivery, reply as string, message.subject);
  }

  /** A word of the server: 100 it is there; 404, 408 and some 409 the request has ended; the others that the consumer has. */
  #status({ headers }: Msg): void {
    const code = headers?.code ?? 0;
    const description = headers?.description ?? '';
    if (code === 100) return;
    if (code === 404 || code === 408 || /^(message size|batch completed)/i.test(description)) {
      this.#window.ended(Number(headers?.get('Nats-Pending-Messages') ?? 0));
      this.ask();
    } else this.#break(description === '' ? `status ${code}` : description);
  }

  #listen(): void {
    const isSilent = performance.now() - this.#heardAt > 3 * limits.heartbeatMilliseconds;
    if (isSilent && this.#window.asked > 0) this.#break('the broker is silent');
    else this.ask();
  }

  #break(reason: string): void {
    if (this.#isBroken) return;
    this.close();
    this.#events.broken(reason);
  }
}
