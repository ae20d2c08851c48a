import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { limits } from '../../../../runtime/base/limits.ts';
import type { PartitionRow } from '../../../../runtime/control/runtime-control.ts';
import { type Answered, Described } from '../../../support/http/described.ts';
import { untilTaken } from '../../../support/process/rows.ts';
import { RuntimeProcess } from '../../../support/process/runtime-process.ts';
import { until } from '../../../support/process/until.ts';
import { Workplace } from '../../../support/process/workplace.ts';
import { line } from '../support/stored-tenant.ts';

const TENANTS = `
  - id: customer1
    partitions: 2
    analytics:
      - { use: global-statistics }
      - { use: alarm-window, threshold: 2 }
      - { use: silence, after: 1h }
      - { use: critical-rate, bound: 1, period: 1d }
    quotas: { keys: 3, inputRate: 100000 }
  - { id: customer2, partitions: 1, analytics: [{ use: global-statistics }] }
`;
const ADDED = { id: 'customer3', partitions: 1, analytics: [{ use: 'global-statistics' }] };
const UNFIT = { ...ADDED, id: 'customer5', analytics: [{ use: './unfit.ts' }] };
const JSON_BODY = { 'content-type': 'application/json' };
const KEY = '1161115040-141-312';

test('every operation of a live runtime answers as it is described, errors too', { timeout: 90_000 }, async () => {
  using workplace = new Workplace(TENANTS);
  writeFileSync(join(workplace.folder, 'unfit.ts'), 'export const nothing = 1;\n');
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  const api = await Described.at(await runtime.ready());
  const done = new Set<string>();
  const expectIt = async (
    status: number,
    operation: string,
    path: string,
    init: RequestInit = {},
  ): Promise<Answered> => {
    const answer = await api.do(operation, path, init);
    expect({ operation, path, ...answer }).toMatchObject({ status });
    if (status < 300) done.add(operation);
    return answer;
  };
  const code = ({ body }: Answered) => (body as { error: { code: string } }).error.code;
  const events = { accept: 'text/event-stream' };

  await expectIt(200, 'healthz', '/healthz');
  await expectIt(200, 'readyz', '/readyz');
  await expectIt(200, 'openapi', '/openapi.json');
  await expectIt(200, 'metrics', '/metrics');
  await until('the servers were asked', async () => {
    const { body } = await expectIt(200, 'status', '/v1/status');
    return (body as { durability: unknown }).durability !== null;
  });

  const keys = [KEY, '7-121-308', '8-121-308', '9-121-308', '10-121-308', '11-121-308', '12-121-308'];
  const lines = Array.from({ length: 4 }, (_, i) => keys.map((key) => line(key, 10 * i, i, i < 3))).flat();
  const body = [...lines, line(KEY, 4000, 1, true), 'WRONG'].join('\n');
  const csv = { 'content-type': 'text/csv' };
  await expectIt(202, 'sendEvents', '/v1/tenants/customer1/events', { body, headers: csv });
  await expectIt(202, 'sendEvents', '/v1/tenants/customer2/events', {
    body,
    headers: { ...csv, 'idempotency-key': 'some' },
  });
  await untilTaken(runtime, 2 * lines.length + 4);
  await until('checkpoints have it', async () => {
    const { body: rows } = await expectIt(200, 'partitions', '/v1/partitions');
    return (rows as PartitionRow[]).every(({ checkpoint, sequence }) => checkpoint?.sequence === sequence);
  });

  const partitions = await expectIt(200, 'partitions', '/v1/partitions?tenant=customer1');
  expect((partitions.body as { partition: unknown }[]).map(({ partition }) => partition)).toEqual([0, 1, 'merge']);
  const tenants = await expectIt(200, 'tenants', '/v1/tenants');
  expect(tenants.body).toMatchObject([{ id: 'customer1', wrong: 1, quotas: { hits: {} } }, { id: 'customer2' }]);
  const tenant = await expectIt(200, 'tenant', '/v1/tenants/customer2');
  expect(tenant.body).toMatchObject({ id: 'customer2', wrong: 1 });
  await expectIt(200, 'actors', '/v1/actors?active=true&sort=events&order=descending&limit=2');
  const actors = await expectIt(200, 'actor', `/v1/actors/${KEY}`);
  expect(actors.body).toHaveLength(2);
  expect(JSON.stringify(actors.body)).toContain('"windows":[{');
  expect(JSON.stringify(actors.body)).toContain('"timers":[{');
  const page = await expectIt(200, 'results', '/v1/tenants/customer1/results?limit=1000');
  const outputs = (page.body as { results: { output: string }[] }).results.map(({ output }) => output);
  expect(outputs).toEqual(expect.arrayContaining(['statistics', 'window', 'alert', 'error']));
  await expectIt(200, 'results', '/v1/tenants/customer1/results', { headers: events });
  const period = 'from=2017-02-19&to=2017-02-20';
  const report = await expectIt(200, 'batch', `/v1/tenants/customer2/batch/top-alarms?${period}`);
  expect(report.body).toMatchObject({ Rows: [{ Alarm: 308 }, { Alarm: 312 }] });
  await expectIt(200, 'batch', `/v1/tenants/customer2/batch/active-hours?${period}`, { headers: events });
  const again = { headers: { ...events, 'last-event-id': 'done' } };
  await expectIt(204, 'batch', `/v1/tenants/customer2/batch/active-hours?${period}`, again);

  const section = { body: JSON.stringify(ADDED), headers: JSON_BODY };
  await expectIt(201, 'addTenant', '/v1/tenants', section);
  expect(code(await expectIt(409, 'addTenant', '/v1/tenants', section))).toBe('tenant-exists');
  const other = JSON.stringify({ ...ADDED, analytics: [{ use: 'alarm-window' }] });
  await expectIt(200, 'updateTenant', '/v1/tenants/customer3', { body: other, headers: JSON_BODY });
  const wrong = JSON.stringify({ ...ADDED, analytics: [{ use: 'alarm-windows' }] });
  const refused = await expectIt(400, 'updateTenant', '/v1/tenants/customer3', { body: wrong, headers: JSON_BODY });
  expect(code(refused)).toBe('config-invalid');
  const configured = { body: JSON.stringify({ ...ADDED, id: 'customer1' }), headers: JSON_BODY };
  await expectIt(409, 'updateTenant', '/v1/tenants/customer1', configured);
  await expectIt(200, 'stopTenant', '/v1/tenants/customer3/stop', { headers: JSON_BODY });
  await expectIt(200, 'startTenant', '/v1/tenants/customer3/start', { headers: JSON_BODY });
  await expectIt(200, 'removeTenant', '/v1/tenants/customer3', { headers: JSON_BODY });
  await expectIt(409, 'removeTenant', '/v1/tenants/customer1', { headers: JSON_BODY });
  workplace.configure(`${TENANTS}  - { id: customer4, partitions: 1, analytics: [{ use: global-statistics }] }`);
  const reloaded = await expectIt(200, 'reload', '/v1/reload', { headers: JSON_BODY });
  expect(reloaded.body).toEqual({ changed: [], added: ['customer4'], left: [], tokens: false, atNextStart: [] });
  const config = readFileSync(workplace.config);
  rmSync(workplace.config);
  const gone = await expectIt(400, 'reload', '/v1/reload', { headers: JSON_BODY });
  expect(code(gone)).toBe('config-not-found');
  expect(JSON.stringify(gone.body)).toContain(`at ${workplace.config}","fix":"put it back`);
  writeFileSync(workplace.config, `${config}nonsense: 1\n`);
  expect(code(await expectIt(400, 'reload', '/v1/reload', { headers: JSON_BODY }))).toBe('config-invalid');
  writeFileSync(workplace.config, 'tenants: [');
  expect(code(await expectIt(400, 'reload', '/v1/reload', { headers: JSON_BODY }))).toBe('config-syntax');
  writeFileSync(workplace.config, config);
  const unchanged = await expectIt(200, 'reload', '/v1/reload', { headers: JSON_BODY });
  expect(unchanged.body).toMatchObject({ changed: [], added: [], left: [] });
  expect([...done].toSorted()).toEqual(api.operations.map(({ operationId }) => operationId).toSorted());

  for (const [status, operation, path, init] of [
    [404, 'partitions', '/v1/partitions?tenant=customer9'],
    [400, 'partitions', '/v1/partitions?tennant=customer1'],
    [404, 'tenant', '/v1/tenants/customer9'],
    [404, 'actors', '/v1/actors?tenant=customer9'],
    [400, 'actors', '/v1/actors?limit=0'],
    [404, 'actor', '/v1/actors/1-2-3'],
    [400, 'actor', '/v1/actors/%ZZ'],
    [404, 'results', '/v1/tenants/customer9/results'],
    [400, 'results', '/v1/tenants/customer1/results?limit=0'],
    [404, 'batch', `/v1/tenants/customer9/batch/top-alarms?${period}`],
    [400, 'batch', '/v1/tenants/customer1/batch/top-alarms'],
    [404, 'sendEvents', '/v1/tenants/customer9/events', { headers: csv }],
    [415, 'sendEvents', '/v1/tenants/customer1/events', { headers: JSON_BODY, body: '{}' }],
    [403, 'sendEvents', '/v1/tenants/customer1/events', { headers: { 'content-type': 'text/plain' }, body: '1' }],
    [404, 'stopTenant', '/v1/tenants/customer9/stop', { headers: JSON_BODY }],
    [
      413,
      'startTenant',
      '/v1/tenants/customer1/start',
      { headers: JSON_BODY, body: ' '.repeat(limits.requestBytes + 1) },
    ],
    [404, 'updateTenant', '/v1/tenants/customer3', section],
    [400, 'addTenant', '/v1/tenants', { headers: JSON_BODY, body: '[]' }],
    [400, 'addTenant', '/v1/tenants', { headers: JSON_BODY, body: JSON.stringify(UNFIT) }],
  ] as const satisfies readonly (readonly [number, string, string, RequestInit?])[]) {
    const answer = await expectIt(status, operation, path, init);
    expect(Object.keys((answer.body as { error: object }).error)).toEqual(['code', 'what', 'where', 'fix']);
  }
});
