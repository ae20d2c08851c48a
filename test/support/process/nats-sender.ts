import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { AlarmGenerator } from '../../../simulator/alarm-generator.ts';
import type { SimulatorOptions } from '../../../simulator/options.ts';

/** How a {@link NatsSender} addresses its lines: each to the subject of its key, or all to the tenant's. */
export type Addressing = 'keyed' | 'unkeyed';

/** A customer with a NATS client of their own, who awaits every answer and sends again, under the same id, what got none. */
export class NatsSender implements AsyncDisposable {
  readonly #connection: NatsConnection;
  readonly #tenant: string;
  readonly #addressing: Addressing;
  readonly #generator: AlarmGenerator;
  #sent = 0;

  private constructor(
    connection: NatsConnection,
    tenant: string,
    addressing: Addressing,
    options: Partial<SimulatorOptions>,
  ) {
    this.#connection = connection;
    this.#tenant = tenant;
    this.#addressing = addressing;
    this.#generator = new AlarmGenerator(options);
  }

  /** @param options of the lines; of keyed ones none may be wrong, for a wrong one has no key. */
  static async open(
    servers: string,
    tenant: string,
    addressing: Addressing,
    options: Partial<SimulatorOptions>,
  ): Promise<NatsSender> {
    const connection = await connect({ servers, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
    return new NatsSender(connection, tenant, addressing, options);
  }

  /** Lines that are stored. */
  get sent(): number {
    return this.#sent;
  }

  /** Sends a few lines every few milliseconds until `stop` aborts. */
  async flow(stop: AbortSignal, milliseconds = 5): Promise<void> {
    while (!stop.aborted) {
      await Promise.all(Array.from({ length: 10 }, async () => await this.#send(this.#generator.next().trimEnd())));
      await delay(milliseconds);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  /** Tries until it is answered, always under the same id. */
  async #send(line: string): Promise<void> {
    const key = this.#addressing === 'keyed' ? line.split(',', 3) : [];
    const subject = ['in', this.#tenant, ...key].join('.');
    const head = headers();
    head.set('Nats-Msg-Id', randomUUID());
    for (;;) {
      const answer = await this.#connection
        .request(subject, Buffer.from(line), { headers: head, timeout: 1000 })
        .catch(() => undefined);
      if (answer !== undefined && 'seq' in (answer.json() as object)) break;
      await delay(50);
    }
    this.#sent++;
  }
}
