import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { hasIngest, INGEST, type LogName, type PartitionIndex } from '../../connectors/log.ts';
import { openLogs } from '../../connectors/registry.ts';
import { systemClock } from '../../runtime/base/clock.ts';
import type { SentLine } from './lines.ts';
import { Pipelined } from './pipelined.ts';

/** The streams of one tenant of a bench, made as the runtime makes them. */
export class Streams implements AsyncDisposable {
  readonly server: string;
  readonly tenant: string;
  readonly partitions: number;
  readonly connection: NatsConnection;
  readonly jsm: JetStreamManager;

  private constructor(
    server: string,
    tenant: string,
    partitions: number,
    connection: NatsConnection,
    jsm: JetStreamManager,
  ) {
    this.server = server;
    this.tenant = tenant;
    this.partitions = partitions;
    this.connection = connection;
    this.jsm = jsm;
  }

  static async make(server: string, tenant: string, partitions: number): Promise<Streams> {
    const connection = await connect({ servers: server });
    const streams = new Streams(server, tenant, partitions, connection, await jetstreamManager(connection));
    await streams.#open();
    return streams;
  }

  /** Streams of results. */
  get outputs(): string[] {
    return this.#partitions.map((partition) => `OUT_${this.tenant}_${partition}`);
  }

  /** Stores lines, in order. With `keyed` each goes to the subject of its key, else all to the tenant's. */
  async fill(lines: readonly SentLine[], keyed: boolean): Promise<void> {
    const publisher = new Pipelined(this.connection);
    for (const { tokens, line } of lines) {
      await publisher.publish(`in.${this.tenant}${keyed ? `.${tokens.join('.')}` : ''}`, line);
    }
    await publisher.end();
  }

  /** Empties the output streams. */
  async clearOutputs(): Promise<void> {
    for (const stream of this.outputs) await this.jsm.streams.delete(stream);
    await this.#open();
  }

  /** Deletes all streams. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const stream of [`IN_${this.tenant}`, ...this.outputs]) await this.jsm.streams.delete(stream);
    await this.connection.close();
  }

  get #partitions(): PartitionIndex[] {
    const numbers = Array.from({ length: this.partitions }, (_, partition) => partition);
    return hasIngest(this.partitions) ? [...numbers, INGEST] : numbers;
  }

  /** Creates the streams that are not there. */
  async #open(): Promise<void> {
    const logs = openLogs({ kind: 'jetstream', servers: [this.server] }, systemClock);
    try {
      for (const partition of this.#partitions) {
        const name: Omit<LogName, 'direction'> = { tenant: this.tenant, partition, count: this.partitions };
        await logs.open({ ...name, direction: 'input' });
        await logs.open({ ...name, direction: 'output' });
      }
    } finally {
      await logs.close();
    }
  }
}
