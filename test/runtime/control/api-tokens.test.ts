import { describe, expect, test } from 'vitest';
import { RuntimeClient } from '../../../runtime/control/client.ts';
import { actorRow, MemoryControl } from './support/memory-control.ts';
import { type Serving, serving } from './support/serving.ts';

const TOKENS = [{ token: 'operator-token' }, { tenant: 'customer1', token: 'customer1-token' }];
const KEY = '1161115040-141-312';

async function withTokens(): Promise<Serving> {
  const control = new MemoryControl();
  control.rows = [actorRow('customer1', KEY), actorRow('customer2', KEY)];
  return await serving(control, '127.0.0.1', TOKENS);
}

async function ask(api: Serving, path: string, token?: string, method = 'GET') {
  const headers = { 'x-millrace': '1', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(api.address + path, { method, headers });
  return { status: answer.status, challenge: answer.headers.get('www-authenticate'), text: await answer.text() };
}

const PATHS = [
  '/v1/status',
  '/v1/tenants',
  '/v1/partitions',
  '/v1/actors',
  `/v1/actors/${KEY}`,
  '/metrics',
  '/nothing-here',
];

describe('an API with tokens', () => {
  test('answers nothing but health without a valid one', async () => {
    await using api = await withTokens();
    for (const path of ['/healthz', '/readyz']) expect(await ask(api, path)).toMatchObject({ status: 200 });
    for (const path of PATHS) {
      for (const token of [undefined, '', 'operator-toke', 'operator-token2', 'OPERATOR-TOKEN']) {
        const answer = await ask(api, path, token);
        expect(answer).toMatchObject({ status: 401, challenge: 'Bearer' });
        expect(answer.text).toContain('token-refused');
        expect(answer.text).not.toContain('operator-token');
      }
    }
    for (const verb of ['start', 'stop']) {
      expect(await ask(api, `/v1/tenants/customer1/${verb}`, undefined, 'POST')).toMatchObject({ status: 401 });
    }
  });

  test('answers everything to an operator', async () => {
    await using api = await withTokens();
    for (const path of PATHS.slice(0, -1))
      expect(await ask(api, path, 'operator-token')).toMatchObject({ status: 200 });
    const client = new RuntimeClient(api.address, 'operator-token');
    expect((await client.tenants()).map(({ id }) => id)).toEqual(['customer1', 'customer2']);
    expect(await client.stopTenant('customer2')).toMatchObject({ phase: 'stopped' });
    await expect(new RuntimeClient(api.address).tenants()).rejects.toMatchObject({ code: 'token-refused' });
  });

  test('shows a tenant itself alone, and lets it change nothing', async () => {
    await using api = await withTokens();
    const client = new RuntimeClient(api.address, 'customer1-token');
    expect((await client.tenants()).map(({ id }) => id)).toEqual(['customer1']);
    expect(new Set((await client.partitions()).map(({ tenant }) => tenant))).toEqual(new Set(['customer1']));
    expect((await client.actor(KEY)).map(({ tenant }) => tenant)).toEqual(['customer1']);
    const actors = await ask(api, '/v1/actors', 'customer1-token');
    expect(JSON.parse(actors.text)).toMatchObject({ total: 1, rows: [{ tenant: 'customer1' }] });
    for (const path of ['/v1/partitions', '/v1/actors', `/v1/actors/${KEY}`]) {
      const answer = await ask(api, `${path}?tenant=customer2`, 'customer1-token');
      expect(answer).toMatchObject({ status: 404 });
      expect(answer.text).toContain('tenant-unknown');
    }
    expect(await ask(api, '/metrics', 'customer1-token')).toMatchObject({ status: 403 });
    for (const verb of ['start', 'stop']) {
      expect(await ask(api, `/v1/tenants/customer1/${verb}`, 'customer1-token', 'POST')).toMatchObject({ status: 403 });
      expect(await ask(api, `/v1/tenants/customer2/${verb}`, 'customer1-token', 'POST')).toMatchObject({ status: 404 });
    }
  });
});
