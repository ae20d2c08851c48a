import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLogs, openTenantRegister } from '../../../connectors/registry.ts';
import { logPath } from '../../../connectors/sqlite/paths.ts';
import { systemClock } from '../../../runtime/base/clock.ts';
import type { FromTask } from '../../../runtime/threads/protocol.ts';
import { type SimulationSpec, SimulationTask } from '../../../runtime/threads/simulation-task.ts';
import { until } from '../../support/process/until.ts';

let folder: string;
let spec: SimulationSpec;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  spec = {
    tenant: 'c1',
    partitions: 2,
    settings: {
      input: { format: 'bts-csv', maxRecordBytes: 65_536 },
      outOfOrderness: 10_000,
      idleTimeout: 30_000,
      actorErrors: 'dead-letter',
      analytics: [],
      rollups: false,
    },
    folder,
    log: { kind: 'sqlite', folder },
    simulator: { stations: 5, rate: 50, seed: 1, history: 10_000, outOfOrder: 0, late: 0, wrong: 0, duplicates: 0 },
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a task until it is told to stop. */
function started() {
  const { port1, port2 } = new MessageChannel();
  const messages: FromTask[] = [];
  port1.on('message', (message: FromTask) => messages.push(message));
  // The task closes its end; what it has said before still comes.
  const closed = once(port1, 'close');
  const ended = new SimulationTask(spec, port2).run().finally(() => closed);
  return { messages, ended, stop: () => port1.postMessage({ type: 'stop' }) };
}

async function stored(): Promise<number> {
  const logs = openLogs(spec.log, systemClock);
  const bounds = [0, 1].map(async (partition) => {
    const log = await logs.open({ tenant: 'c1', partition, count: 4, direction: 'input' });
    return (await log.bounds()).last;
  });
  const sum = (await Promise.all(bounds)).reduce((total, last) => total + last, 0);
  await logs.close();
  return sum;
}

test('it fills a channel until it is told to stop, and says so', async () => {
  const { messages, ended, stop } = started();
  await until('history and more', async () => (await stored()) > 520);
  stop();
  await ended;
  const sent = await stored();
  expect(messages).toEqual([
    { type: 'log', level: 'info', message: 'simulator started', fields: { tenant: 'c1' } },
    { type: 'log', level: 'info', message: 'simulator stopped', fields: { tenant: 'c1', sent } },
  ]);
});

test('it goes on when a log was held by another process for too long', { timeout: 60_000 }, async () => {
  await stored();
  const holder = new DatabaseSync(logPath(folder, { tenant: 'c1', partition: 0, count: 4, direction: 'input' }));
  holder.exec('BEGIN IMMEDIATE');
  const { messages, ended, stop } = started();
  await until('a warning', () => messages.find((message) => message.type === 'log' && message.level === 'warn'));
  holder.exec('ROLLBACK');
  holder.close();
  const before = await stored();
  await until('lines in spite of it', async () => (await stored()) > before + 20);
  stop();
  await ended;
  expect(messages).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      message: expect.stringMatching(/goes on in 100 ms: outcome-unknown: .*locked/),
    }),
  );
});

test('it fails where going on is no use', async () => {
  const register = await openTenantRegister(spec.log);
  await register.enter('c1', 3);
  await register.close();
  const { messages, ended } = started();
  await expect(ended).rejects.toMatchObject({ code: 'partitions-changed' });
  expect(messages).toEqual([]);
});
