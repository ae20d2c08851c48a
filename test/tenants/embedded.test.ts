import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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

  const input = join(workplace.folder, 'lines.csv');
  writeFileSync(input, `${LINE}\n${LINE}\nWRONG\n`);
  expect(await call('send', 'customer3', input)).toMatchObject({ code: 0 });
  await until('its events are answered', async () => (await results()) === 2);
  expect(await call('tenants', 'stop', 'customer3')).toMatchObject({ code: 0 });
  expect(await first.signal('SIGTERM')).toBe(0);

  using second = new RuntimeProcess(workplace.config, workplace.data);
  await second.ready();
  expect(await phases()).toEqual({ customer1: 'running', customer3: 'stopped' });
  expect(await call('send', 'customer3', input)).toMatchObject({ code: 0 });
  expect(await call('tenants', 'start', 'customer3')).toMatchObject({ code: 0 });
  await until('what came meanwhile is answered', async () => (await results()) === 4);

  expect(await call('tenants', 'remove', 'customer1', '--yes')).toMatchObject({
    code: 1,
    stderr: /^tenant-configured: /,
  });
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
    ['just text\n', /^config-invalid: found no tenant/],
    ['a: [\n', /^config-syntax: /],
  ] as const;
  for (const [text, message] of cases) {
    const { code, stderr } = await millrace(['tenants', 'add', '-', '--config', workplace.config], { input: text });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: message });
  }
  expect(await runtime.get<unknown[]>('/v1/tenants')).toHaveLength(1);
  expect(await runtime.signal('SIGTERM')).toBe(0);
});
