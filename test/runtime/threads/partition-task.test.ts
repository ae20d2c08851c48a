import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { LogChoice } from '../../../connectors/registry.ts';
import { openLogs } from '../../../connectors/registry.ts';
import { systemClock } from '../../../runtime/base/clock.ts';
import { MillraceError } from '../../../runtime/base/errors.ts';
import { Heart } from '../../../runtime/threads/heart.ts';
import { PartitionTask } from '../../../runtime/threads/partition-task.ts';
import type { FromTask, PartitionSpec, PartitionStatus } from '../../../runtime/threads/protocol.ts';
import { Ground } from '../../support/owner/ground.ts';
import { readAll } from '../../support/owner/read-all.ts';
import { MemorySite } from '../../support/owner/site.ts';
import { until } from '../../support/process/until.ts';
import { line } from '../../support/reference/records.ts';

const LOOPED = new MillraceError('partition-quarantined', { what: 'it looped', where: 'here', fix: 'mend it' });

/** A partition on files, run as a thread runs it. */
class Bench implements AsyncDisposable {
  readonly #folder: string;
  readonly #spec: PartitionSpec;
  readonly #port: MessageChannel['port1'];
  readonly #ended: Promise<void>;
  status: PartitionStatus | undefined;
  hasEnded = false;

  private constructor(folder: string, spec: PartitionSpec) {
    const { port1, port2 } = new MessageChannel();
    this.#folder = folder;
    this.#spec = spec;
    this.#port = port1;
    port1.on('message', (message: FromTask) => {
      if (message.type === 'status') this.status = message.status;
    });
    this.#ended = new PartitionTask(spec, port2, new Heart().turnsOf(1)).run().finally(() => {
      this.hasEnded = true;
    });
  }

  /** With a backlog of so many records. @param before the input that it is held back from. */
  static async open(records: number, before: number | undefined): Promise<Bench> {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
    await using ground = await Ground.open(new MemorySite());
    const log: LogChoice = { kind: 'sqlite', folder };
    const quarantine = { error: LOOPED.toJSON(), before };
    const spec = { ...ground.spec, log, store: log, owner: 'owner', quarantine };
    await send(spec, records);
    return new Bench(folder, spec);
  }

  async send(records: number): Promise<void> {
    await send(this.#spec, records);
  }

  /** How many records its output has. */
  async output(): Promise<number> {
    const { log, tenant, index: partition, count } = this.#spec;
    const logs = openLogs(log, systemClock);
    const records = await readAll(logs, { tenant, partition, count, direction: 'output' });
    await logs.close();
    return records.filter(({ identity }) => identity !== undefined).length;
  }

  async stop(): Promise<void> {
    this.#port.postMessage({ type: 'stop' });
    await this.#ended;
    await until('it says so', () => this.status?.phase === 'stopped');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#port.postMessage({ type: 'stop' });
    await this.#ended;
    this.#port.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function send({ log, tenant, index: partition, count }: PartitionSpec, records: number): Promise<void> {
  const logs = openLogs(log, systemClock);
  const input = await logs.open({ tenant, partition, count, direction: 'input' });
  const payload = Buffer.from(line({ time: Date.UTC(2017, 1, 19) }));
  await input.append(Array.from({ length: records }, () => ({ kind: 'event', payload })));
  await logs.close();
}

test('a quarantined partition takes what comes before its input and then holds on to it', {
  timeout: 60_000,
}, async () => {
  await using bench = await Bench.open(6, 4);
  await until('it is held back', () => bench.status?.lag === 3);
  await bench.send(2);
  await until('it knows of more', () => bench.status?.lag === 5);
  expect(bench.status).toMatchObject({ phase: 'quarantined', sequence: 3, owner: 'owner', error: LOOPED.toJSON() });
  expect([bench.hasEnded, await bench.output()]).toEqual([false, 3]);
  await bench.stop();
});

test('one that may not run at all runs none of its code, and is held all the same', { timeout: 60_000 }, async () => {
  await using bench = await Bench.open(6, undefined);
  await until('it is held', () => bench.status?.owner === 'owner');
  expect(bench.status).toMatchObject({ phase: 'quarantined', sequence: 0, error: LOOPED.toJSON() });
  expect(bench.hasEnded).toBe(false);
  await bench.stop();
  expect(await bench.output()).toBe(0);
});
