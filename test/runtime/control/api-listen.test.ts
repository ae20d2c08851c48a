import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ApiServer } from '../../../runtime/control/api.ts';
import { spelledAddress } from '../../../runtime/control/api-listen.ts';
import { MemoryControl } from './support/memory-control.ts';
import { serving } from './support/serving.ts';

async function refusal(host: string, port: number): Promise<unknown> {
  return await new ApiServer(new MemoryControl()).listen({ host, port }).then(
    () => 'it listens',
    (thrown: unknown) => thrown,
  );
}

test('a port held by another runtime is told with its name and process', async () => {
  await using first = await serving(new MemoryControl());
  expect(await refusal('127.0.0.1', first.port)).toMatchObject({
    code: 'port-in-use',
    what: `the address is taken by the Millrace runtime memory, process ${process.pid}`,
    where: `api.listen 127.0.0.1:${first.port}`,
    fix: expect.stringContaining('another api.listen'),
  });
  // The first one is as it was, and its port is free when it has gone.
  expect((await first.get('/healthz')).status).toBe(200);
  await first.server.close();
  const next = new ApiServer(new MemoryControl());
  expect(await next.listen({ host: '127.0.0.1', port: first.port })).toBe(first.address);
  await next.close();
});

test('a port held by any other program is told with the way to find it', async () => {
  const other = createServer((_, answer) => answer.end('hello')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  expect(await refusal('127.0.0.1', port)).toMatchObject({
    code: 'port-in-use',
    what: `the address is taken by another program (lsof -i :${port} names it)`,
  });
  other.close();
});

test('an address of no machine, and a name of none', async () => {
  expect(await refusal('192.0.2.1', 0)).toMatchObject({
    code: 'listen-failed',
    what: 'the address is none of this machine',
    where: 'api.listen 192.0.2.1:0',
  });
  expect(await refusal('no-such-name.invalid', 0)).toMatchObject({
    code: 'listen-failed',
    what: expect.stringContaining('the name cannot be resolved'),
  });
});

test('names an address that clients on this machine reach', async () => {
  for (const host of ['127.0.0.1', 'localhost', '0.0.0.0']) {
    await using api = await serving(new MemoryControl(), host);
    expect((await api.get('/healthz')).status).toBe(200);
  }
  expect(spelledAddress({ address: '0.0.0.0', port: 80 })).toBe('http://127.0.0.1:80');
  expect(spelledAddress({ address: '::', port: 80 })).toBe('http://[::1]:80');
  expect(spelledAddress({ address: '2001:db8::1', port: 80 })).toBe('http://[2001:db8::1]:80');
});
