import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type Log, type LogName, type LogStore, MERGE, type PartitionIndex } from '../log.ts';
import type { Hold } from '../shared.ts';
import type { JetStreamChoice } from './choice.ts';
import { brokerError } from './errors.ts';
import { JetStreamLog } from './log.ts';
import { holdConnection } from './shared-connection.ts';
import { identityOf } from './stream-identity.ts';
import { deleteStream, openStream } from './streams.ts';
import { streamOf } from './subjects.ts';

interface Opened {
  readonly hold: Hold<NatsConnection>;
  readonly jsm: JetStreamManager;
}

/** The logs of a JetStream cluster, on one connection for the thread. */
export class JetStreamLogStore implements LogStore {
  readonly #choice: JetStreamChoice;
  readonly #logs = new Set<JetStreamLog>();
  #opening: Promise<Opened> | undefined;

  constructor(choice: JetStreamChoice) {
    this.#choice = choice;
  }

  /** @throws log-not-found, stream-unfit, broker-unavailable, broker-refused, broker-too-old. */
  async open(name: LogName): Promise<Log> {
    const { hold, jsm } = await this.#connected();
    const { info, notes } = await openStream(jsm, name, this.#choice);
    const { num_replicas: replicas } = info.config;
    const place = { connection: hold.value, jsm, name, identity: identityOf(info), replicas };
    const log: JetStreamLog = new JetStreamLog(place, notes, async () => {
      this.#logs.delete(log);
    });
    this.#logs.add(log);
    return log;
  }

  /** @throws broker-unavailable, broker-refused. */
  async remove(tenant: string, partitions: readonly PartitionIndex[]): Promise<void> {
    const { jsm } = await this.#connected();
    // The input and the merged stream first: they source from outputs.
    const names = ([0, MERGE] as const).map((partition) =>
      streamOf({ tenant, partition, count: 1, direction: 'input' }),
    );
    for (const partition of partitions) names.push(streamOf({ tenant, partition, count: 1, direction: 'output' }));
    for (const stream of names) await deleteStream(jsm, stream);
  }

  /** Closes every log that it opened. */
  async close(): Promise<void> {
    for (const log of [...this.#logs]) await log.close();
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.hold.release();
  }

  /** A connection that failed is tried anew by whoever comes next. */
  async #connected(): Promise<Opened> {
    this.#opening ??= this.#connect();
    const opening = this.#opening;
    try {
      return await opening;
    } catch (thrown) {
      if (this.#opening === opening) this.#opening = undefined;
      throw thrown;
    }
  }

  async #connect(): Promise<Opened> {
    const hold = await holdConnection(this.#choice);
    try {
      const jsm = await jetstreamManager(hold.value, { checkAPI: true });
      void this.#watch(hold.value);
      return { hold, jsm };
    } catch (thrown) {
      await hold.release();
      throw brokerError(thrown, this.#choice.servers.join(', '));
    }
  }

  /** Tells the logs when the connection breaks, and what the server doesn't permit. Ends with the connection. */
  async #watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') for (const log of this.#logs) log.disconnected();
      else if (status.type === 'error') for (const log of this.#logs) log.refused(status.error);
    }
  }
}
