import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jetStreamDurability } from '../../../connectors/jetstream/durability.ts';
import { JetStreamLogStore } from '../../../connectors/jetstream/log-store.ts';
import type { LogName } from '../../../connectors/log.ts';
import { NatsServer } from '../../../services/nats/server.ts';
import { freePort } from '../../../services/process/free-port.ts';

const INPUT: LogName = { tenant: 'c1', partition: 0, count: 1, direction: 'input' };

test.each([
  ['', 120_000],
  ['sync_interval: always', 0],
  ['sync_interval: "7s"', 7000],
])("a real server's monitor tells when it syncs: %j", async (jetstream, milliseconds) => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-nats-'));
  const port = await freePort();
  const server = await NatsServer.start({ folder, jetstream, config: `http: "127.0.0.1:${port}"` });
  try {
    const choice = { kind: 'jetstream', servers: [server.url], replicas: 3 } as const;
    const monitor = `http://127.0.0.1:${port}/`;
    const found = await jetStreamDurability({ ...choice, monitor }, [INPUT]);
    expect(found).toEqual({ kind: 'jetstream', replicas: 3, sync: { milliseconds } });
    // A stream that is there counts as it is, whatever the configuration would create.
    const store = new JetStreamLogStore({ ...choice, replicas: 1 });
    await store.open(INPUT);
    await store.close();
    const unasked = await jetStreamDurability(choice, [INPUT, { ...INPUT, direction: 'output' }]);
    expect(unasked).toEqual({ kind: 'jetstream', replicas: 1, sync: { unknown: 'log.monitor is not set' } });
    const dead = await jetStreamDurability({ ...choice, monitor: 'http://127.0.0.1:1' }, []);
    expect(dead).toMatchObject({ sync: { unknown: expect.stringMatching(/^log\.monitor does not answer: /) } });
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true });
  }
});

test('no server is an error, which the caller waits out', async () => {
  const choice = { kind: 'jetstream', servers: ['nats://127.0.0.1:1'] } as const;
  await expect(jetStreamDurability(choice, [])).rejects.toMatchObject({ code: 'broker-unavailable' });
});
