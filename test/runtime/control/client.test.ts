import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../../runtime/base/errors.ts';
import { RuntimeClient } from '../../../runtime/control/client.ts';
import type { ActorQuery } from '../../../runtime/inspection/actor-query.ts';
import { actorRow, MemoryControl } from './support/memory-control.ts';
import { serving } from './support/serving.ts';

const ALL: ActorQuery = { sort: 'key', descending: false, offset: 0, limit: 20 };

describe('a client', () => {
  test('gives what the control gives', async () => {
    const control = new MemoryControl();
    control.rows = [
      actorRow('customer1', '1-121-308', { lastActive: true }),
      actorRow('customer1', '2-121-308'),
      actorRow('customer2', '1-121-308'),
    ];
    await using api = await serving(control);
    const client = new RuntimeClient(api.address);
    expect(await client.status()).toEqual(control.status());
    expect(await client.tenants()).toEqual(control.tenants());
    expect(await client.partitions()).toEqual(control.partitions());
    expect(await client.partitions('customer2')).toEqual([control.partitions()[2]]);
    const query: ActorQuery = {
      ...ALL,
      station: ['1', '3'],
      isActive: true,
      sort: 'value',
      descending: true,
      limit: 1,
    };
    for (const asked of [ALL, query]) {
      expect(await client.actors(asked)).toEqual(await control.actors(asked));
      expect(await client.actors(asked, 'customer2')).toEqual(await control.actors(asked, 'customer2'));
    }
    expect(await client.actor('1-121-308')).toEqual(await control.actor('1-121-308'));
    expect(await client.actor('1-121-308', 'customer2')).toHaveLength(1);
    expect(await client.stopTenant('customer2')).toMatchObject({ id: 'customer2', phase: 'stopped' });
    expect(await client.startTenant('customer2')).toMatchObject({ id: 'customer2', phase: 'starting' });
  });

  test('throws what the runtime threw', async () => {
    const control = new MemoryControl();
    control.failure = new MillraceError('queue-full', { what: 'a', where: 'b', fix: 'c' });
    await using api = await serving(control);
    const client = new RuntimeClient(api.address);
    const thrown = await client.actors(ALL).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(MillraceError);
    expect(thrown).toMatchObject({ code: 'queue-full', what: 'a', where: 'b', fix: 'c' });
    await expect(client.stopTenant('a/../b')).rejects.toMatchObject({ code: 'tenant-unknown' });
    await expect(client.actor('1-2-3')).rejects.toMatchObject({ code: 'actor-not-found' });
  });

  test('says so when there is nobody, or somebody else', async () => {
    const api = await serving(new MemoryControl());
    await api.server.close();
    await expect(new RuntimeClient(api.address).status()).rejects.toMatchObject({
      code: 'runtime-refused',
      what: 'the runtime cannot be reached',
      where: `GET ${api.address}/v1/status`,
    });
    for (const [status, body] of [
      [200, 'hello'],
      [404, 'hello'],
      [500, '{"error":{"code":"made-up","what":"","where":"","fix":""}}'],
    ] as const) {
      const other = createServer((_, answer) => answer.writeHead(status).end(body)).listen(0, '127.0.0.1');
      await once(other, 'listening');
      const client = new RuntimeClient(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
      await expect(client.status()).rejects.toMatchObject({ code: 'runtime-refused' });
      other.close();
    }
  });
});
