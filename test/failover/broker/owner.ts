import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect } from 'vitest';
import type { TenantSettings } from '../../../actors/settings.ts';
import type { JetStreamChoice } from '../../../connectors/jetstream/choice.ts';
import { JetStreamLogStore } from '../../../connectors/jetstream/log-store.ts';
import type { LogName, LogRecord, NewRecord } from '../../../connectors/log.ts';
import { limits } from '../../../runtime/base/limits.ts';
import { unmarked } from '../../../runtime/threads/heart.ts';
import { PartitionTask } from '../../../runtime/threads/partition-task.ts';
import type { FromTask, PartitionSpec, PartitionStatus } from '../../../runtime/threads/protocol.ts';
import { AlarmGenerator } from '../../../simulator/alarm-generator.ts';
import { until } from '../../support/process/until.ts';
import { referenceResults } from '../../support/reference/reference.ts';
import { spelled } from '../../support/reference/run.ts';

let tenants = 0;

const SETTINGS: TenantSettings = {
  input: { format: 'bts-csv', maxRecordBytes: limits.maxRecordBytes },
  outOfOrderness: 10_000,
  idleTimeout: 600_000,
  actorErrors: 'dead-letter',
  analytics: [{ id: 'global-statistics', use: 'global-statistics', emit: 'every-event' }],
  rollups: true,
};

/**
 * The one partition of a tenant on a real NATS server, owned by a real task in this process. Its checkpoints are in a file, so
 * that a test of what the broker does needs no Cassandra.
 */
export class Owner implements AsyncDisposable {
  readonly tenant = `owned${++tenants}`;
  readonly #folder = mkdtempSync(join(tmpdir(), 'millrace-owner-'));
  readonly #log: JetStreamChoice;
  readonly #generator = new AlarmGenerator({ seed: 7, stations: 5, wrong: 0.02 });
  readonly #messages: FromTask[] = [];
  #status: PartitionStatus | undefined;
  #port: MessagePort | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(url: string, more: Partial<JetStreamChoice> = {}) {
    this.#log = { kind: 'jetstream', servers: [url], ...more };
  }

  get status(): PartitionStatus | undefined {
    return this.#status;
  }

  /** What it logged. */
  get messages(): string {
    return this.#messages.map((one) => (one.type === 'log' ? `${one.level}: ${one.message}\n` : '')).join('');
  }

  name(direction: LogName['direction']): LogName {
    return { tenant: this.tenant, partition: 0, count: 1, direction };
  }

  /** Starts the task; resolves when it takes input. */
  async start(): Promise<this> {
    this.begin();
    await this.until('it runs', ({ phase }) => phase === 'running');
    return this;
  }

  begin(): void {
    const { port1, port2 } = new MessageChannel();
    this.#status = undefined;
    this.#port = port1;
    port1.on('message', (message: FromTask) => {
      this.#messages.push(message);
      if (message.type === 'status') this.#status = message.status;
    });
    const closed = once(port1, 'close');
    this.#ended = new PartitionTask(this.#spec(), port2, unmarked).run().finally(() => closed);
  }

  /** Drains; resolves when it has ended. */
  async stop(): Promise<void> {
    this.#port?.postMessage({ type: 'stop' });
    await this.#ended;
  }

  /** Resolves with the first status that will do. */
  async until(what: string, isIt: (status: PartitionStatus) => boolean): Promise<PartitionStatus> {
    return await until(what, () => (this.#status !== undefined && isIt(this.#status) ? this.#status : undefined));
  }

  /** So many made-up lines as records. */
  lines(count: number): NewRecord[] {
    return Array.from({ length: count }, () => {
      const bytes = Buffer.alloc(400);
      return { kind: 'event', payload: bytes.subarray(0, this.#generator.fill(bytes, 0, 1) - 1) };
    });
  }

  /** Sends made-up lines. */
  async send(count: number): Promise<void> {
    await this.#with('input', async (log) => await log.append(this.lines(count)));
  }

  /** Resolves when it has taken all input. */
  async untilAllTaken(): Promise<void> {
    const last = await this.#with('input', async (log) => (await log.bounds()).last);
    await this.until(`${last} records are taken`, ({ phase, sequence }) => phase === 'running' && sequence >= last);
  }

  async records(direction: LogName['direction']): Promise<LogRecord[]> {
    return await this.#with(direction, async (log) => {
      const records: LogRecord[] = [];
      for (;;) {
        const found = await log.read((records.at(-1)?.sequence ?? 0) + 1, 1000);
        if (found.length === 0) return records;
        records.push(...found);
      }
    });
  }

  /**
   * Compares what the output log has with a computation of its own. Foreign records, without an identity, are left out.
   *
   * @param order false: where somebody else published between, a result may stand behind later ones.
   */
  async expectExactlyOnce({ order = true } = {}): Promise<void> {
    const records = await this.records('input');
    const sent = (await this.records('output')).flatMap(({ kind, identity, payload }) => {
      return identity === undefined ? [] : [{ ...identity, output: kind, json: Buffer.from(payload).toString() }];
    });
    const expected = referenceResults({ records, settings: SETTINGS, place: { index: 0, count: 1 } });
    if (!order) sent.sort((a, b) => a.input - b.input || a.index - b.index);
    expect(spelled(sent)).toEqual(spelled(expected));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #with<T>(
    direction: LogName['direction'],
    use: (log: Awaited<ReturnType<JetStreamLogStore['open']>>) => Promise<T>,
  ) {
    const logs = new JetStreamLogStore(this.#log);
    try {
      return await use(await logs.open(this.name(direction)));
    } finally {
      await logs.close();
    }
  }

  #spec(): PartitionSpec {
    return {
      tenant: this.tenant,
      index: 0,
      count: 1,
      settings: SETTINGS,
      folder: this.#folder,
      delivery: 'exactly-once',
      log: this.#log,
      store: { kind: 'sqlite', folder: this.#folder },
      retention: { bytes: 1024 ** 3, age: 7 * 86_400_000 },
      checkpoint: { every: 200, keep: 3, rebaseAfter: 10, replayBound: limits.replayRecords },
      acceptCodeChange: false,
      lease: 2000,
      owner: `test:${process.pid}`,
    };
  }
}
