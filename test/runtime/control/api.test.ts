import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../../runtime/base/errors.ts';
import { actorRow, MemoryControl } from './support/memory-control.ts';
import { serving } from './support/serving.ts';

function errorOf(body: unknown): { code: string; what: string; where: string; fix: string } {
  return (body as { error: { code: string; what: string; where: string; fix: string } }).error;
}

describe('the HTTP API', () => {
  test('says whether it lives and whether every partition takes input', async () => {
    const control = new MemoryControl();
    await using api = await serving(control);
    expect(await api.get('/healthz')).toEqual({ status: 200, body: { healthy: true } });
    control.ready = false;
    expect(await api.get('/readyz')).toEqual({ status: 503, body: { ready: false } });
    expect((await api.get('/healthz')).status).toBe(200);
    control.ready = true;
    expect(await api.get('/readyz')).toEqual({ status: 200, body: { ready: true } });
  });

  test('answers with what the runtime says of itself, its tenants and partitions', async () => {
    const control = new MemoryControl();
    await using api = await serving(control);
    expect((await api.get('/v1/status')).body).toEqual(control.status());
    expect((await api.get('/v1/tenants')).body).toEqual(control.tenants());
    expect((await api.get('/v1/partitions')).body).toEqual(control.partitions());
    expect((await api.get('/v1/partitions?tenant=customer2')).body).toEqual([control.partitions()[2]]);
  });

  test('pages through actors, filtered and sorted', async () => {
    const control = new MemoryControl();
    control.rows = [
      actorRow('customer1', '1-121-308', { events: 5, lastActive: true }),
      actorRow('customer1', '2-121-308', { events: 9, lastActive: true }),
      actorRow('customer1', '2-141-308', { events: 7, lastActive: true }),
      actorRow('customer1', '3-121-308', { events: 8 }),
      actorRow('customer2', '1-121-308', { events: 6, lastActive: true }),
    ];
    await using api = await serving(control);
    const asked = async (query: string) => {
      const { total, rows } = (await api.get(`/v1/actors?${query}`)).body as { total: number; rows: { key: string }[] };
      return [total, ...rows.map(({ key }) => key)];
    };
    expect(await asked('')).toEqual([5, '1-121-308', '1-121-308', '2-121-308', '2-141-308', '3-121-308']);
    expect(await asked('tenant=customer1&sensor=121&active=true')).toEqual([2, '1-121-308', '2-121-308']);
    expect(await asked('station=2,3&sort=events&order=descending')).toEqual([3, '2-121-308', '3-121-308', '2-141-308']);
    expect(await asked('sort=events&descending=true&offset=1&limit=2')).toEqual([5, '3-121-308', '2-141-308']);
  });

  test('shows the actors of a key, of all tenants or of one', async () => {
    const control = new MemoryControl();
    control.rows = [actorRow('customer1', '1-121-308'), actorRow('customer2', '1-121-308')];
    await using api = await serving(control);
    const tenants = async (path: string) =>
      ((await api.get(path)).body as { tenant: string }[]).map(({ tenant }) => tenant);
    expect(await tenants('/v1/actors/1-121-308')).toEqual(['customer1', 'customer2']);
    expect(await tenants('/v1/actors/1-121-308?tenant=customer2')).toEqual(['customer2']);
    const longest = `${'s'.repeat(80)}-${'t'.repeat(80)}-${'a'.repeat(80)}`;
    expect(errorOf((await api.get(`/v1/actors/${longest}`)).body).code).toBe('actor-not-found');
  });

  test('starts and stops a tenant, and answers when it is done', async () => {
    const control = new MemoryControl();
    await using api = await serving(control);
    const post = async (path: string, headers: Record<string, string>) => {
      const answer = await fetch(api.address + path, { method: 'POST', headers });
      return { status: answer.status, phase: ((await answer.json()) as { phase: string }).phase };
    };
    const json = { 'content-type': 'application/json' };
    expect(await post('/v1/tenants/customer2/stop', json)).toEqual({ status: 200, phase: 'stopped' });
    expect(control.phases.get('customer1')).toBe('running');
    expect(await post('/v1/tenants/customer2/start', { 'x-millrace': '1' })).toEqual({
      status: 200,
      phase: 'starting',
    });
  });
});

describe('the HTTP API refuses', () => {
  test.each([
    ['/v1/tenants/customer9', 404, 'tenant-unknown', 'there is no tenant customer9'],
    ['/v1/tenant', 404, 'route-unknown', 'there is nothing here'],
    ['/v1/partitions?tenant=customer9', 404, 'tenant-unknown', 'there is no tenant customer9'],
    ['/v1/partitions?tennant=customer1', 400, 'query-invalid', 'there is no parameter tennant'],
    ['/v1/partitions?tenant=a%20b', 400, 'query-invalid', 'parameter tenant must match'],
    ['/v1/actors?tenant=customer9', 404, 'tenant-unknown', 'there is no tenant customer9'],
    ['/v1/actors?limit=1001', 400, 'query-invalid', 'limit is "1001"'],
    ['/v1/actors?limit=0', 400, 'query-invalid', 'limit is "0"'],
    ['/v1/actors?offset=-1', 400, 'query-invalid', 'offset is "-1"'],
    ['/v1/actors?sort=size', 400, 'query-invalid', 'actors cannot be sorted by "size"'],
    ['/v1/actors?active=yes', 400, 'query-invalid', 'active is "yes"'],
    ['/v1/actors?station=1,', 400, 'query-invalid', '"" is no station'],
    ['/v1/actors?stations=1', 400, 'query-invalid', 'there is no parameter stations'],
    ['/v1/actors/1-2', 400, 'query-invalid', '"1-2" is no key'],
    ['/v1/actors/1-2-3', 404, 'actor-not-found', 'no actor has the key 1-2-3'],
    ['/v1/actors/%ZZ', 400, 'query-invalid', 'not a valid url'],
  ])('%s', async (path, status, code, what) => {
    await using api = await serving(new MemoryControl());
    const answer = await api.get(path);
    const error = errorOf(answer.body);
    expect({ status: answer.status, code: error.code }).toEqual({ status, code });
    expect(error.what).toContain(what);
    expect(error.where).not.toBe('');
    expect(error.fix).not.toBe('');
    expect(api.logged).toEqual([]);
  });

  test('with what was thrown: a partition that has stopped, too many questions, what nobody foresaw', async () => {
    const control = new MemoryControl();
    await using api = await serving(control);
    const parts = { what: 'a', where: 'b', fix: 'c' };
    control.failure = new MillraceError('partition-stopped', parts);
    expect(await api.get('/v1/actors')).toEqual({
      status: 409,
      body: { error: { code: 'partition-stopped', ...parts } },
    });
    control.failure = new MillraceError('queue-full', parts);
    expect((await api.get('/v1/actors')).status).toBe(503);
    expect(api.logged).toEqual([]);
    control.failure = new TypeError('cannot read x');
    const { status, body } = await api.get('/v1/actors');
    expect({ status, ...errorOf(body) }).toMatchObject({ status: 500, code: 'unexpected', what: 'cannot read x' });
    expect(api.logged).toEqual([expect.stringContaining('cannot read x')]);
  });

  test('a body that is too large', async () => {
    await using api = await serving(new MemoryControl());
    const headers = { 'content-type': 'application/json' };
    const body = ' '.repeat(100_000);
    const answer = await fetch(`${api.address}/v1/tenants/customer2/stop`, { method: 'POST', headers, body });
    expect({ status: answer.status, ...errorOf(await answer.json()) }).toMatchObject({
      status: 413,
      code: 'body-too-large',
    });
  });
});

describe('closing', () => {
  test('waits for no connection that is kept or on which nothing was asked', async () => {
    const api = await serving(new MemoryControl());
    const agent = new Agent({ keepAlive: true });
    const kept = httpRequest(`${api.address}/healthz`, { agent }).end();
    const [answer] = await once(kept, 'response');
    answer.resume();
    await once(answer, 'end');
    const silent = connect(api.port, '127.0.0.1');
    await once(silent, 'connect');
    const ended = once(silent.resume(), 'close');
    await api.server.close();
    await ended;
    await api.server.close();
    await expect(fetch(`${api.address}/healthz`)).rejects.toThrow();
    agent.destroy();
  });

  test('lets a request under way end', async () => {
    const control = new MemoryControl();
    const { promise, resolve } = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    control.stopTenant = async () => {
      asked.resolve();
      await promise;
    };
    const api = await serving(control);
    const headers = { 'content-type': 'application/json' };
    const answer = fetch(`${api.address}/v1/tenants/customer1/stop`, { method: 'POST', headers });
    await asked.promise;
    const closed = api.server.close();
    resolve();
    expect((await answer).status).toBe(200);
    await closed;
  });
});
