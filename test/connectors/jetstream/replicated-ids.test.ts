import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JetStreamLogStore } from '../../../connectors/jetstream/log-store.ts';
import { INGEST, type NewRecord } from '../../../connectors/log.ts';
import { NatsServer } from '../../../services/nats/server.ts';
import { freePort } from '../../../services/process/free-port.ts';
import { until } from '../../support/process/until.ts';

// A replicated stream checks ids and expectations at other places of the server than one of a single replica.
let servers: readonly NatsServer[];
beforeAll(async () => {
  const ports = [await freePort(), await freePort(), await freePort()];
  const routes = ports.map((port) => `nats://127.0.0.1:${port}`).join(', ');
  servers = await Promise.all(
    ports.map(async (port, i) => {
      const config = `server_name: n${i}\ncluster { name: c, listen: "127.0.0.1:${port}", routes: [${routes}] }`;
      return await NatsServer.start({ folder: mkdtempSync(join(tmpdir(), 'millrace-nats-')), config });
    }),
  );
}, 60_000);
afterAll(async () => {
  for (const server of servers) {
    await server.kill();
    rmSync(server.folder, { recursive: true });
  }
});

function range(from: number, to: number): NewRecord[] {
  return Array.from({ length: to - from }, (_, i) => {
    return { kind: 'event', payload: Buffer.from(`line ${from + i}`), id: `file.${from + i}` };
  });
}

test('records with ids are stored once on three replicas', { timeout: 120_000 }, async () => {
  const urls = servers.map(({ url }) => url);
  const store = new JetStreamLogStore({ kind: 'jetstream', servers: urls, replicas: 3 });
  try {
    // The cluster elects its leader first.
    const log = await until('the stream is made', async () => {
      return await store.open({ tenant: 'c1', partition: INGEST, count: 3, direction: 'input' }).catch(() => undefined);
    });
    expect(await log.append(range(0, 1000))).toBe(1000);
    expect(await log.append(range(500, 1500))).toBe(1500);
    for (const part of [range(0, 1000), range(1000, 1003), range(7, 8)]) await log.append(part);
    expect(await log.append(range(1499, 1502))).toBe(1502);
    expect(await log.bounds()).toEqual({ first: 1, last: 1502 });
  } finally {
    await store.close();
  }
});
