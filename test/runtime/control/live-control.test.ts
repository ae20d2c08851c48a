import { expect, test } from 'vitest';
import { loadConfig } from '../../../config/load.ts';
import type { LoadedConfig, TenantConfig } from '../../../config/types.ts';
import type { LogRecord, PartitionIndex } from '../../../connectors/log.ts';
import { MemoryTenantRegister } from '../../../connectors/memory/tenant-register.ts';
import { type Connectors, openConnectors } from '../../../connectors/registry.ts';
import { systemClock } from '../../../runtime/base/clock.ts';
import { ApiTokens } from '../../../runtime/control/api-tokens.ts';
import { LiveControl } from '../../../runtime/control/live-control.ts';
import { reloadConfig } from '../../../runtime/control/reload.ts';
import { partitionSpecs } from '../../../runtime/control/specs.ts';
import { Tenant } from '../../../runtime/control/tenant.ts';
import { TenantChanges } from '../../../runtime/control/tenant-changes.ts';
import { TenantRoster } from '../../../runtime/control/tenant-roster.ts';
import { PartitionHandle } from '../../../runtime/threads/partition-handle.ts';
import { ThreadPool } from '../../../runtime/threads/pool.ts';
import type { WaitsFor } from '../../../runtime/threads/protocol.ts';
import { until } from '../../support/process/until.ts';
import { Workplace } from '../../support/process/workplace.ts';
import { line, send } from './support/stored-tenant.ts';

const WORKERS = new URL('../../../runtime/threads/worker-main.js', import.meta.url);
const TENANT = '  - { id: customer1, partitions: 2, analytics: [{ use: global-statistics }] }';
const KEYS = ['1161115040-141-312', '7-121-308', '8-121-308', '9-121-308'];
const STATUS = { name: 'test', pid: process.pid, startedAt: '2026-01-01T00:00:00.000Z', threads: 2 };

/** A tenant on threads, with an ingest stage whatever the kind of its logs. */
function tenantOf(config: LoadedConfig, tenant: TenantConfig, pool: ThreadPool): Tenant {
  const specs = partitionSpecs(config, tenant, { owner: 'test', acceptCodeChange: false });
  const ingest = specs.slice(0, 1).map((spec) => ({ ...spec, index: 'ingest' as const }));
  const handles = [...specs, ...ingest].map((spec) => new PartitionHandle(spec, pool, () => undefined));
  return new Tenant(tenant, handles, undefined);
}

/** Sends a message without a key, and tells what the ingest stage has made of all of them. */
class Unkeyed {
  readonly #connectors: Connectors;

  constructor(connectors: Connectors) {
    this.#connectors = connectors;
  }

  async send(text: string): Promise<void> {
    const log = await this.#log('input');
    await log.append([{ kind: 'event', payload: Buffer.from(text) }]);
    await log.close();
  }

  async results(): Promise<readonly LogRecord[]> {
    const log = await this.#log('output');
    const records = await log.read(1, 1000);
    await log.close();
    return records.filter(({ identity }) => identity !== undefined);
  }

  async #log(direction: 'input' | 'output') {
    const partition: PartitionIndex = 'ingest';
    return await this.#connectors.logs.open({ tenant: 'customer1', partition, count: 2, direction });
  }
}

test('an ingest stage runs beside its partitions, is listed with them, and goes on after a restart', async () => {
  using workplace = new Workplace(TENANT);
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(new ThreadPool(2, WORKERS), async (started) => await started.close());
  const config = loadConfig(workplace.config);
  const [first] = config.tenants as [TenantConfig];
  const choice = { kind: 'sqlite', folder: workplace.data } as const;
  const connectors = await openConnectors({ log: choice, store: choice, clock: systemClock });
  stack.defer(async () => await connectors.close());
  const unkeyed = new Unkeyed(connectors);
  const tenant = tenantOf(config, first, pool);
  stack.defer(async () => await tenant.stop());
  const register = new MemoryTenantRegister();
  await register.enter('customer1', 2);
  await register.setStopped('customer1', true);
  const make = async (): Promise<Tenant> => tenant;
  const parts = { register, read: () => first, make, log: () => undefined };
  const roster = new TenantRoster(parts, [tenant]);
  let wait: WaitsFor | undefined;
  const control = new LiveControl(
    STATUS,
    roster,
    new TenantChanges(config, register, (id) => roster.isConfigured(id)),
    async () => await reloadConfig(config, roster, new ApiTokens()),
    { durability: () => undefined, wait: () => wait },
  );
  // Nobody knows yet what is to run.
  expect(control.isReady()).toBe(false);
  expect([control.tenants()[0]?.phase, control.partitions()[0]?.phase]).toEqual(['starting', 'starting']);
  wait = { code: 'broker-unavailable', what: 'nobody answers', since: 1 };
  expect(control.tenants()[0]?.phase).toBe('waiting');
  expect(control.partitions()[0]).toMatchObject({ phase: 'waiting', waitsFor: wait });
  await roster.reconcile();
  expect(control.isReady()).toBe(true);
  const lines = KEYS.map((key, i) => line(key, i, i, true));
  await send(workplace, 'customer1', [...lines, 'WRONG']);
  await unkeyed.send(`${lines.join('\n')}\nWRONG TOO\n`);

  await control.startTenant('customer1');
  const isRunning = () => control.partitions().every(({ phase }) => phase === 'running');
  const taken = (wrong: number) => () => isRunning() && control.tenants()[0]?.wrong === wrong;
  await until('all input is taken', taken(2));
  expect(control.partitions().map(({ partition, phase }) => [partition, phase])).toEqual([
    [0, 'running'],
    [1, 'running'],
    ['ingest', 'running'],
  ]);
  await until('all input is counted', () => control.tenants()[0]?.events === 4);
  expect(control.tenants()).toMatchObject([
    { partitions: 2, actors: 4, events: 4, wrong: 2, results: { statistics: 4, error: 2 }, lag: 0 },
  ]);
  expect(control.tenants()[0]?.results).not.toHaveProperty('mid');
  const query = { sort: 'key', descending: false, offset: 0, limit: 10 } as const;
  const { total, rows } = await control.actors(query);
  expect([total, rows.length, rows.some(({ partition }) => partition === 'ingest')]).toEqual([4, 4, false]);
  expect(await control.actor('7-121-308')).toMatchObject([{ tenant: 'customer1', key: '7-121-308', events: 1 }]);

  await control.stopTenant('customer1');
  await unkeyed.send('WRONG AGAIN');
  await control.startTenant('customer1');
  await until('it has gone on', taken(3));
  const results = await unkeyed.results();
  expect(results.map(({ kind, key, identity }) => [kind, key, identity?.input, identity?.index])).toEqual([
    ...KEYS.map((key, i) => ['mid', key, 1, i]),
    ['error', '', 1, 4],
    ['error', '', 2, 0],
  ]);
  expect(results.slice(0, 4).map(({ payload }) => Buffer.from(payload).toString())).toEqual(lines);
  expect(JSON.parse(Buffer.from(results[5]?.payload ?? []).toString())).toMatchObject({
    Content: { 'Error line': 'WRONG AGAIN', 'Total number of errors': 2 },
  });

  expect(control.isReady()).toBe(true);
  const stopped = roster.stop();
  expect(control.isReady()).toBe(false);
  await stopped;
});
