import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EventSource } from '../support/http/event-source.ts';
import { millrace, type Outcome } from '../support/process/millrace.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';

const FILE = '  - { id: customer1, partitions: 1, analytics: [{ use: global-statistics }] }';
const ADDED = 'id: customer3\npartitions: 2\nanalytics: [{ use: global-statistics }]\n';
const LINE = '1161115040,141,312,2017-02-19 14:20:13 UTC,242.87,999999,True,';

test('a tenant is added to a live runtime, stopped, kept through a restart, and removed with its data', {
  timeout: 90_000,
}, async () => {
  using workplace = new Workplace(FILE);
  const file = join(workplace.folder, 'customer3.yaml');
  writeFileSync(file, ADDED);
  const call = async (...args: string[]): Promise<Outcome> => await millrace([...args, '--config', workplace.config]);
  const phases = async (): Promise<Record<string, string>> => {
    const rows = JSON.parse((await call('tenants', '--json')).stdout) as { id: string; phase: string }[];
    return Object.fromEntries(rows.map(({ id, phase }) => [id, phase]));
  };
  const results = async (): Promise<number> => {
    const { stdout } = await call('tail', 'customer3', '--from-start', '--no-follow');
    return stdout.split('\n').filter((line) => line.includes('Global Streaming')).length;
  };

  using first = new RuntimeProcess(workplace.config, workplace.data);
  await first.ready();
  expect(await call('send', 'customer3', file)).toMatchObject({ code: 1, stderr: /^tenant-unknown: / });
  expect(await call('tenants', 'add', file)).toMatchObject({ code: 0 });
  await until('it runs', async () => (await phases()).customer3 === 'running');
  expect(await call('tenants', 'add', file)).toMatchObject({ code: 1, stderr: /^tenant-exists: / });
  expect((await call('config', 'nats')).stdout).not.toContain('TENANT_customer3');
  expect((await call('config', 'nats', '--added')).stdout).toMatch(/TENANT_customer1 \{.*TENANT_customer3 \{/s);

  const input = join(workplace.folder, 'lines.csv');
  writeFileSync(input, `${LINE}\n${LINE}\nWRONG\n`);
  expect(await call('send', 'customer3', input)).toMatchObject({ code: 0 });
  await until('its events are answered', async () => (await results()) === 2);
  expect(await call('tenants', 'stop', 'customer3')).toMatchObject({ code: 0 });
  expect(await first.signal('SIGTERM')).toBe(0);

  using second = new RuntimeProcess(workplace.config, workplace.data);
  await second.ready();
  expect(await phases()).toEqual({ customer1: 'running', customer3: 'stopped' });
  // Nobody has told this process what it has taken.
  expect((await call('tenants')).stdout).toMatch(/^customer3 +stopped +2 +exactly-once( +-){7} +global-statistics$/m);
  expect(await call('send', 'customer3', input)).toMatchObject({ code: 0 });
  expect(await call('tenants', 'start', 'customer3')).toMatchObject({ code: 0 });
  await until('what came meanwhile is answered', async () => (await results()) === 4);

  expect(await call('tenants', 'remove', 'customer1', '--yes')).toMatchObject({
    code: 1,
    stderr: /^tenant-configured: /,
  });
  expect(await call('tenants', 'remove', 'customer9', '--yes')).toMatchObject({ code: 1, stderr: /^tenant-unknown: / });
  expect(await call('tenants', 'remove', 'customer3')).toMatchObject({ code: 2, stderr: /--yes/ });
  const exported = join(workplace.folder, 'exported');
  expect(await call('tenants', 'remove', 'customer3', '--yes', '--export', exported)).toMatchObject({ code: 0 });
  expect(await phases()).toEqual({ customer1: 'running' });
  const texts = readdirSync(exported).flatMap((name) => readFileSync(join(exported, name), 'utf8').trim().split('\n'));
  const records = texts.filter((text) => text !== '').map((text) => JSON.parse(text) as { kind: string; text: string });
  expect(records.filter(({ kind }) => kind === 'event').map(({ text }) => text)).toEqual(
    expect.arrayContaining([LINE, LINE, 'WRONG', LINE, LINE, 'WRONG']),
  );
  expect(records.filter(({ kind }) => kind === 'statistics')).toHaveLength(4);
  for (const kind of ['logs', 'checkpoints', 'archive']) {
    expect(existsSync(join(workplace.data, kind, 'customer3'))).toBe(false);
  }
  expect(await call('tenants', 'add', file)).toMatchObject({ code: 1, stderr: /^tenant-removed: / });
  expect(await second.signal('SIGTERM')).toBe(0);
});

test('what is wrong with a tenant that is to be added is said, and nothing is added', { timeout: 60_000 }, async () => {
  using workplace = new Workplace(FILE);
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await runtime.ready();
  const cases = [
    ['id: customer3\nanalytics: [{ use: nothing }]\n', /^config-invalid: .*nothing/],
    ['analytics: [{ use: global-statistics }]\n', /^config-invalid: .*id/],
    ['id: customer3\nanalytics: [{ use: ./missing.ts }]\n', /^config-invalid: .*missing\.ts/],
    [
      'id: customer3\npartitions: none\nanalytics: []\n',
      /at partitions in standard input line 2.*\n.*at analytics in standard input line 3/,
    ],
    [
      '- { id: c3, analytics: [{ use: global-statistics }] }\n- { id: c4 }\n',
      /at 1\.analytics in standard input line 2/,
    ],
    ['tenants:\n  - { id: c4 }\n', /at tenants\.0\.analytics in standard input line 2/],
    ['just text\n', /^config-invalid: found no tenant/],
    ['a: [\n', /^config-syntax: /],
  ] as const;
  for (const [text, message] of cases) {
    const { code, stderr } = await millrace(['tenants', 'add', '-', '--config', workplace.config], { input: text });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: message });
  }
  expect(await runtime.get<unknown[]>('/v1/tenants')).toHaveLength(1);
  const answer = await fetch(`${await runtime.ready()}/v1/tenants`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'c4', analytics: [{ use: 'nothing' }] }),
  });
  expect(await answer.json()).toMatchObject({ error: { where: 'at analytics.0.use of the tenant that is given' } });
  expect(await runtime.signal('SIGTERM')).toBe(0);
});

test('a tenant that was taken out of the file is removed with its data, which can be exported before', {
  timeout: 90_000,
}, async () => {
  using workplace = new Workplace(`${FILE}\n${FILE.replace('customer1', 'customer2')}`);
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await runtime.ready();
  const call = async (args: readonly string[], input = ''): Promise<Outcome> =>
    await millrace([...args, '--config', workplace.config], { input });
  expect(await call(['send', 'customer2'], `${LINE}\n`)).toMatchObject({ code: 0 });
  workplace.configure(FILE);
  expect(await call(['tenants', 'reload'])).toMatchObject({ code: 0, stdout: /^customer2: no longer in the file/ });
  expect(existsSync(join(workplace.data, 'logs', 'customer2'))).toBe(true);
  const exported = join(workplace.folder, 'exported');
  const removed = await call(['tenants', 'remove', 'customer2', '--yes', '--export', exported]);
  expect(removed).toMatchObject({ code: 0, stderr: '', stdout: /customer2-0-input\.ndjson: 1 record\n/ });
  expect(existsSync(join(workplace.data, 'logs', 'customer2'))).toBe(false);
  expect(await call(['tenants', 'remove', 'customer2', '--yes'])).toMatchObject({
    code: 1,
    stderr: /^tenant-unknown: /,
  });
  expect(await runtime.signal('SIGTERM')).toBe(0);
});

test('a tenant that is added to a live runtime gets a token of its own from a file, by a reload', {
  timeout: 60_000,
}, async () => {
  const api = (more: string): string =>
    `checkpoint: { every: 100ms }\napi: { listen: 127.0.0.1:0, tokens: [{ token: "\${file:./operator}" }${more}] }`;
  using workplace = new Workplace(FILE);
  writeFileSync(join(workplace.folder, 'operator'), 'operators-own-token\n');
  writeFileSync(join(workplace.folder, 'customer3'), 'customers-own-token\n');
  const configure = (more: string): void => {
    workplace.configure(FILE, api(more));
    // The part of every workplace's configuration that these take the place of.
    const text = readFileSync(workplace.config, 'utf8').replace('api: { listen: 127.0.0.1:0 }\n', '');
    writeFileSync(workplace.config, text);
  };
  configure('');
  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  const address = await runtime.listening();
  const call = async (args: readonly string[], input = ''): Promise<Outcome> =>
    await millrace([...args, '--config', workplace.config], { input });
  await until('it runs', async () => (await call(['tenants'])).stdout.includes('running'));
  expect(await call(['tenants', 'add', '-'], ADDED)).toMatchObject({ code: 0 });
  const asked = async (path: string, token: string): Promise<number> =>
    (await fetch(address + path, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await asked('/v1/tenants/customer3/results?limit=1', 'customers-own-token')).toBe(401);

  configure(`, { tenant: customer3, token: "\${file:./customer3}" }`);
  expect(await call(['tenants', 'reload'])).toMatchObject({ code: 0, stdout: "the API's tokens: others\n" });
  expect(await asked('/v1/tenants/customer3/results?limit=1', 'customers-own-token')).toBe(200);
  expect(await asked('/v1/tenants/customer1/results?limit=1', 'customers-own-token')).toBe(404);
  expect(await asked('/metrics', 'customers-own-token')).toBe(403);
  expect(await call(['tenants', 'reload'])).toMatchObject({ code: 0, stdout: 'nothing has changed\n' });

  const streamOf = (token: string) =>
    new EventSource(`${address}/v1/tenants/customer3/results`, { authorization: `Bearer ${token}` });
  await using customers = await streamOf('customers-own-token').opened();
  await using operators = await streamOf('operators-own-token').opened();
  configure('');
  expect(await call(['tenants', 'reload'])).toMatchObject({ code: 0 });
  // What was open by it has ended, and nothing else.
  expect(await customers.rest()).toEqual([]);
  expect(await call(['send', 'customer3'], 'WRONG')).toMatchObject({ code: 0 });
  expect(await operators.take(1)).toMatchObject([{ event: 'error' }]);
  expect(await asked('/v1/tenants/customer3/results?limit=1', 'customers-own-token')).toBe(401);
  // None at all would let everybody do everything: that is for a start.
  workplace.configure(FILE);
  const none = await fetch(`${address}/v1/reload`, {
    method: 'POST',
    headers: { authorization: 'Bearer operators-own-token' },
  });
  expect(await none.json()).toMatchObject({ tokens: false, atNextStart: ['api'] });
  expect(await asked('/metrics', 'anybody')).toBe(401);
  expect(await runtime.signal('SIGTERM')).toBe(0);
});
