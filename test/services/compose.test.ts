import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../config/load.ts';
import { cassandraDurability } from '../../connectors/cassandra/durability.ts';
import { CassandraServer } from '../../services/cassandra/server.ts';
import { CASSANDRA_VERSION, LOCAL_DATA_CENTER } from '../../services/cassandra/version.ts';
import { findNatsServer } from '../../services/nats/find.ts';
import { greets } from '../../services/nats/server.ts';
import { NATS_VERSION } from '../../services/nats/version.ts';
import { freePort } from '../../services/process/free-port.ts';
import { root } from '../house/imports.ts';
import { until } from '../support/process/until.ts';
import { describeWith } from '../support/servers/describe-with.ts';
import { Machine } from './support/command.ts';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly healthcheck: { readonly test: readonly string[]; readonly interval: string; readonly retries: number };
}

// Docker itself is not needed to test this: the file's versions, addresses and the servers' own options are.
const compose = parse(readFileSync(join(root, 'compose.yaml'), 'utf8')) as {
  readonly services: Readonly<Record<'nats' | 'cassandra', Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const { nats, cassandra } = compose.services;

describe('compose.yaml', () => {
  test('has the servers that the tests run on', () => {
    expect(Object.keys(compose.services)).toEqual(['nats', 'cassandra']);
    expect(nats.image).toBe(`nats:${NATS_VERSION}-alpine`);
    expect(cassandra.image).toBe(`cassandra:${CASSANDRA_VERSION}`);
  });

  test("has them where the example's configuration looks for them, on the loopback address alone", () => {
    const { log, store } = loadConfig(join(root, 'config/examples/jetstream.yaml'), { environment: {} });
    const ports = [nats, cassandra].flatMap((service) => service.ports);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
    const addresses = ports.map((port) => port.replace(/:\d+$/, ''));
    expect(log).toMatchObject({ servers: [`nats://${addresses[0]}`] });
    expect(store).toMatchObject({ contactPoints: [addresses[2]], localDataCenter: LOCAL_DATA_CENTER });
  });

  test.each(Object.entries(compose.services))('keeps the data of %s and says whether it is well', (name, service) => {
    expect(service.volumes[0]).toMatch(new RegExp(`^${name}:/`));
    expect(compose.volumes).toHaveProperty(name);
    expect(service.healthcheck.test[0]).toBe('CMD');
    expect(service.healthcheck.retries).toBeGreaterThan(10);
  });

  test("has a command for nats that the server takes, with JetStream in the volume and the health check's answer", async () => {
    using machine = new Machine();
    const [port, monitor] = [await freePort(), await freePort()];
    const inPlaceOf: Readonly<Record<string, string>> = { '/data': machine.folder, '8222': `${monitor}` };
    const args = (nats.command ?? []).slice(1).map((argument) => inPlaceOf[argument] ?? argument);
    const server = spawn(await findNatsServer(), [...args, '--addr', '127.0.0.1', '--port', `${port}`]);
    try {
      await until('the server greets', async () => await greets('127.0.0.1', port));
      const url = nats.healthcheck.test.at(-1) ?? '';
      expect((await fetch(url.replace('8222', `${monitor}`))).status).toBe(200);
      const { config } = (await (await fetch(`http://127.0.0.1:${monitor}/jsz?config=true`)).json()) as {
        config: { store_dir: string };
      };
      expect(config.store_dir).toBe(join(machine.folder, 'jetstream'));
    } finally {
      server.kill('SIGKILL');
    }
  });
});

await describeWith(['cassandra'], "compose.yaml's Cassandra", () => {
  test('has a commit log that survives a kill, by Java options over what the image says', {
    timeout: 300_000,
  }, async () => {
    using machine = new Machine();
    process.env.JAVA_TOOL_OPTIONS = cassandra.environment?.JVM_EXTRA_OPTS;
    try {
      await using server = await CassandraServer.start({ folder: machine.servers, commitLog: 'periodic' });
      const found = await cassandraDurability({
        kind: 'cassandra',
        contactPoints: [server.address],
        localDataCenter: server.localDataCenter,
        keyspace: 'millrace',
        replication: {},
        create: false,
        consistency: 'one',
      });
      expect(found).toMatchObject({ commitLog: { mode: 'batch' } });
    } finally {
      delete process.env.JAVA_TOOL_OPTIONS;
    }
  });
});
