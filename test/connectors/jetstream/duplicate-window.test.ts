import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JetStreamLogStore } from '../../../connectors/jetstream/log-store.ts';
import { INGEST, type LogName, type NewRecord } from '../../../connectors/log.ts';
import { NatsServer } from '../../../services/nats/server.ts';
import { until } from '../../support/process/until.ts';

// Its stream has sources, for which the server takes no window of itself.
const INPUT: LogName = { tenant: 'c1', partition: INGEST, count: 3, direction: 'input' };

let server: NatsServer;
beforeAll(async () => {
  server = await NatsServer.start({ folder: mkdtempSync(join(tmpdir(), 'millrace-nats-')) });
});
afterAll(async () => {
  await server.kill();
  rmSync(server.folder, { recursive: true });
});

function records(...names: readonly string[]): NewRecord[] {
  return names.map((name) => ({ kind: 'event', payload: Buffer.from(name), id: name }));
}

/** Milliseconds for which the server says that it knows the ids of the input. */
async function windowOf(): Promise<number> {
  const connection = await connect({ servers: server.url });
  const { config } = await (await jetstreamManager(connection)).streams.info('IN_c1');
  await connection.close();
  return config.duplicate_window / 1e6;
}

test('ids are known for two minutes, after the server was killed as well', async () => {
  await using stack = new AsyncDisposableStack();
  const store = stack.adopt(new JetStreamLogStore({ kind: 'jetstream', servers: [server.url] }), (one) => one.close());
  const log = await store.open(INPUT);
  expect(await windowOf()).toBe(120_000);
  expect(await log.append(records('a', 'b', 'c'))).toBe(3);
  await server.kill();
  await server.launch();
  await until('the server takes records again', async () => {
    return await log.append(records('b', 'c', 'd')).catch(() => undefined);
  });
  expect(await log.bounds()).toEqual({ first: 1, last: 4 });
});

test('a configured window is that of the stream, and changes it', async () => {
  const choice = { kind: 'jetstream', servers: [server.url], duplicateWindow: 100 } as const;
  const store = new JetStreamLogStore(choice);
  const log = await store.open(INPUT);
  expect(await windowOf()).toBe(100);
  const before = await log.append(records('x'));
  await until('the id is forgotten', async () => (await log.append(records('x'))) > before);
  await store.close();
  // No id is known for longer than its record is kept.
  const short = new JetStreamLogStore({ ...choice, retention: { age: 5000 }, duplicateWindow: 60_000 });
  await short.open(INPUT);
  expect(await windowOf()).toBe(5000);
  await short.close();
});
