import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openConnection } from '../../../connectors/jetstream/connection.ts';
import { isOlder } from '../../../connectors/jetstream/server-version.ts';
import { root } from '../../house/imports.ts';
import { millrace } from '../../support/process/millrace.ts';
import { testNats } from '../../support/servers/nats.ts';

/** Speaks as much of NATS as a connection needs, and says that it is of some version. */
async function pretending(version: string): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((socket) => {
    const info = { server_id: 'x', version, proto: 1, headers: true, jetstream: true, max_payload: 1_048_576 };
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    socket.on('data', (bytes) => bytes.toString('latin1').includes('PING') && socket.write('PONG\r\n'));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

test.each(['2.9.10', '2.12.14', '2.14.3'])('a server of version %j is refused at start', async (version) => {
  await using old = await pretending(version);
  await expect(openConnection({ kind: 'jetstream', servers: [old.url] })).rejects.toMatchObject({
    code: 'broker-too-old',
    message: expect.stringMatching(/nats-server is .* and 2\.14\.4 is needed, nats:\/\/.*, install nats-server 2\.15/),
  });
});

test.each(['2.14.4', '2.15.0-RC.1', '2.15.1', '3.0.0'])('a server of version %s is taken', async (version) => {
  expect(isOlder(version)).toBe(false);
  await using server = await pretending(version);
  await (await openConnection({ kind: 'jetstream', servers: [server.url] })).close();
});

// The client library takes no server of these.
test.each(['', 'dev', '2'])('a version that cannot be read, %j, is too old', (version) => {
  expect(isOlder(version)).toBe(true);
});

test('`millrace start` says so and ends', async () => {
  await using old = await pretending('2.14.3');
  process.env.MILLRACE_NATS = old.url;
  const { code, stderr } = await millrace(['start', join(root, 'config/examples/jetstream.yaml')]);
  delete process.env.MILLRACE_NATS;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^broker-too-old: nats-server is 2\.14\.3 and 2\.14\.4 is needed, nats:/);
});

test('the real one is taken', async () => {
  await (await openConnection({ kind: 'jetstream', servers: [await testNats()] })).close();
});
