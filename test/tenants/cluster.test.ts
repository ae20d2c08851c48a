import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import type { PartitionRow, TenantRow } from '../../runtime/control/runtime-control.ts';
import { ClusterWorkplace } from '../support/process/cluster-workplace.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { testCassandra } from '../support/servers/cassandra.ts';
import { describeWith } from '../support/servers/describe-with.ts';
import { testNats } from '../support/servers/nats.ts';

const FILE = '  - { id: filed, partitions: 1, analytics: [{ use: global-statistics }] }';
const ADDED = { id: 'added', partitions: 2, analytics: [{ use: 'global-statistics' }] };

await describeWith(['nats', 'cassandra'], 'on NATS and Cassandra', () => {
  test('every process sees a tenant that one of them adds, changes, stops, starts and removes', {
    timeout: 180_000,
  }, async () => {
    const servers = { nats: await testNats(), cassandra: await testCassandra() };
    using workplace = new ClusterWorkplace(servers, FILE, 'ownership: { lease: 1s }\ncheckpoint: { every: 200ms }');
    using one = new RuntimeProcess(workplace.config, await workplace.place());
    await one.ready();
    using other = new RuntimeProcess(workplace.config, await workplace.place());
    await other.listening();

    const [api, otherApi] = [await one.listening(), await other.listening()];
    const ask = async (method: string, at: string, path: string, body?: object): Promise<Response> => {
      const headers = { 'content-type': 'application/json' };
      return await fetch(at + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    };
    const get = async <T>(at: string, path: string): Promise<T> => (await (await fetch(at + path)).json()) as T;
    const running = async (): Promise<number> => {
      const rows = [
        await get<PartitionRow[]>(api, '/v1/partitions'),
        await get<PartitionRow[]>(otherApi, '/v1/partitions'),
      ];
      return rows.flat().filter(({ tenant, phase }) => tenant === 'added' && phase === 'running').length;
    };
    const known = async (at: string): Promise<string[]> =>
      (await get<TenantRow[]>(at, '/v1/tenants')).map(({ id }) => id);

    expect((await ask('POST', api, '/v1/tenants', ADDED)).status).toBe(201);
    await until('both know it', async () => (await known(otherApi)).includes('added'));
    // Two partitions and the ingest stage, each on one of the two.
    await until('it runs once', async () => (await running()) === 3);

    const changed = { ...ADDED, analytics: [...ADDED.analytics, { use: 'alarm-window', threshold: 3 }] };
    expect((await ask('PUT', api, '/v1/tenants/else', changed)).status).toBe(400);
    expect((await ask('PUT', otherApi, '/v1/tenants/filed', { ...changed, id: 'filed' })).status).toBe(409);
    expect((await ask('PUT', otherApi, '/v1/tenants/added', { ...changed, partitions: 3 })).status).toBe(409);
    expect((await ask('PUT', otherApi, '/v1/tenants/added', changed)).status).toBe(200);
    await until('both have its new settings, and it runs', async () => {
      const rows = [await get<TenantRow[]>(api, '/v1/tenants'), await get<TenantRow[]>(otherApi, '/v1/tenants')];
      const seen = rows.flat().filter(({ id, analytics }) => id === 'added' && analytics.includes('alarm-window'));
      return seen.length === 2 && (await running()) === 3;
    });
    for (const partition of [0, 1]) {
      const steered = async () =>
        (await workplace.records('added', partition, 'input')).filter(({ kind }) => kind === 'settings').length;
      await until('the settings are in its log', async () => (await steered()) > 0);
    }

    expect((await ask('POST', otherApi, '/v1/tenants/added/stop')).status).toBe(200);
    await until('it is stopped everywhere', async () => {
      const rows = [await get<TenantRow[]>(api, '/v1/tenants'), await get<TenantRow[]>(otherApi, '/v1/tenants')];
      return rows.flat().filter(({ id, phase }) => id === 'added' && phase === 'stopped').length === 2;
    });
    expect((await ask('POST', api, '/v1/tenants/added/start')).status).toBe(200);
    await until('it runs again', async () => (await running()) === 3);

    const jsm = await jetstreamManager(await connect({ servers: servers.nats }));
    const streams = async (): Promise<string[]> => {
      const names: string[] = [];
      for await (const { config } of jsm.streams.list()) if (config.name.includes('_added')) names.push(config.name);
      return names;
    };
    expect(await streams()).toHaveLength(4);
    expect((await ask('DELETE', otherApi, '/v1/tenants/added')).status).toBe(200);
    await until('nobody knows it', async () => ![...(await known(api)), ...(await known(otherApi))].includes('added'));
    expect(await streams()).toEqual([]);
    expect((await ask('POST', api, '/v1/tenants', ADDED)).status).toBe(409);
    await jsm.streams.info('IN_filed');
    expect(await other.signal('SIGTERM')).toBe(0);
    expect(await one.signal('SIGTERM')).toBe(0);
  });
});
