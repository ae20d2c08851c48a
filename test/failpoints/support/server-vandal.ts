import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsServer } from '../../../services/nats/server.ts';
import type { Direction, Vandal, Victim } from './vandal.ts';

const DIRECTIONS: readonly Direction[] = ['input', 'output'];

/** A vandal of the streams of a nats-server: copies back older folders of its store, and does what any client may do. */
export class ServerVandal implements Vandal {
  readonly #server: NatsServer;
  readonly #victim: Victim;

  constructor(server: NatsServer, victim: Victim) {
    this.#server = server;
    this.#victim = victim;
  }

  async copy(): Promise<void> {
    await this.#server.stop();
    for (const direction of DIRECTIONS) {
      cpSync(this.#folder(direction), this.#copyOf(direction), { recursive: true });
    }
    await this.#server.launch();
    await this.#victim.reconnect();
  }

  async putBack(direction: Direction): Promise<void> {
    await this.#server.stop();
    rmSync(this.#folder(direction), { recursive: true });
    cpSync(this.#copyOf(direction), this.#folder(direction), { recursive: true });
    await this.#server.launch();
    await this.#victim.reconnect();
  }

  async recreate(direction: Direction): Promise<void> {
    await this.#manage(async ({ streams }) => {
      const { config } = await streams.info(this.#stream(direction));
      await streams.delete(config.name);
      await streams.add(config);
    });
  }

  /** As limits do that somebody changes for a while. */
  async expire(): Promise<void> {
    await this.#manage(async ({ streams }) => {
      await streams.update(this.#stream('input'), { max_msgs: 1 });
      await streams.update(this.#stream('input'), { max_msgs: -1 });
    });
  }

  async #manage(work: (jsm: JetStreamManager) => Promise<void>): Promise<void> {
    const connection = await connect({ servers: this.#server.url });
    await work(await jetstreamManager(connection));
    await connection.close();
  }

  #stream(direction: Direction): string {
    const { tenant } = this.#victim.spec;
    return direction === 'input' ? `IN_${tenant}` : `OUT_${tenant}_0`;
  }

  #folder(direction: Direction): string {
    return join(this.#server.folder, 'jetstream', 'jetstream', '$G', 'streams', this.#stream(direction));
  }

  #copyOf(direction: Direction): string {
    return join(this.#server.folder, 'copies', this.#stream(direction));
  }
}
