import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { millrace, type Outcome } from '../support/process/millrace.ts';
import { untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';

const tenant = (id: string, deviations: number, more = ''): string =>
  `{ id: ${id}, partitions: 1, analytics: [{ use: outlier, deviations: ${deviations}, minimum: 3 }]${more} }`;
/** Values around ten, and one that is three deviations away; each time with the same key. */
const LINES = [9, 11, 9, 11, 9, 11, 14]
  .map((value, i) => `1,2,3,2017-02-19 14:20:${10 + i} UTC,${value},999999,True,`)
  .join('\n');

test('settings of a live runtime change by a record in the log: of tenants that were added, and of those in the file', {
  timeout: 120_000,
}, async () => {
  using workplace = new Workplace(`  - ${tenant('filed', 100)}\n  - ${tenant('other', 2)}`);
  const file = join(workplace.folder, 'added.yaml');
  const call = async (...args: string[]): Promise<Outcome> => await millrace([...args, '--config', workplace.config]);
  const outliers = async (id: string): Promise<number> => {
    const { stdout } = await call('tail', id, '--from-start', '--no-follow');
    return stdout.split('\n').filter((line) => line.includes('"Type":2')).length;
  };
  const settingsOf = async (id: string): Promise<number[]> =>
    (await workplace.records(id, 0, 'input'))
      .filter(({ kind }) => kind === 'settings')
      .map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).settings.analytics[0].deviations);
  const send = async (id: string): Promise<void> => {
    writeFileSync(join(workplace.folder, 'lines.csv'), `${LINES}\n`);
    expect(await call('send', id, join(workplace.folder, 'lines.csv'))).toMatchObject({ code: 0 });
  };
  const runs = async (id: string): Promise<void> => {
    await until(`${id} runs`, async () => {
      const rows = JSON.parse((await call('tenants', '--json')).stdout) as { id: string; phase: string }[];
      return rows.find((row) => row.id === id)?.phase === 'running';
    });
  };

  using runtime = new RuntimeProcess(workplace.config, workplace.data);
  await runtime.ready();
  writeFileSync(file, tenant('added', 100));
  expect(await call('tenants', 'update', file)).toMatchObject({ code: 1, stderr: /^tenant-unknown: / });
  expect(await call('tenants', 'add', file)).toMatchObject({ code: 0 });
  for (const id of ['added', 'filed']) await send(id);
  await untilTaken(runtime, 14);
  expect([await outliers('added'), await outliers('filed')]).toEqual([0, 0]);

  writeFileSync(file, tenant('added', 2));
  expect(await call('tenants', 'update', file)).toMatchObject({ code: 0, stdout: /^added: / });
  writeFileSync(file, tenant('filed', 2));
  expect(await call('tenants', 'update', file)).toMatchObject({
    code: 1,
    stderr: /^tenant-configured: .*tenants reload/,
  });
  const text = readFileSync(workplace.config, 'utf8');
  const changed = text.replace(tenant('filed', 100), tenant('filed', 2)).replace(tenant('other', 2), tenant('new', 2));
  writeFileSync(workplace.config, changed.replace('threads: 2', 'threads: 1'));
  expect(await call('tenants', 'reload')).toMatchObject({
    code: 0,
    stdout:
      'filed: other settings\nnew: new\nother: no longer in the file; drained, its data stays\nfrom the next start on: threads\n',
  });
  for (const id of ['added', 'filed', 'new']) await runs(id);
  expect(JSON.parse((await call('tenants', '--json')).stdout)).toHaveLength(3);
  writeFileSync(workplace.config, changed);
  expect(await call('tenants', 'reload')).toMatchObject({ code: 0, stdout: 'nothing has changed\n' });

  for (const id of ['added', 'filed']) {
    await until('the record is in the log', async () => (await settingsOf(id)).length === 1);
    expect(await settingsOf(id)).toEqual([2]);
    await send(id);
    await until('the outlier is told', async () => (await outliers(id)) === 1);
  }
  expect(await call('audit')).toMatchObject({ code: 0 });

  // What is wrong changes nothing.
  writeFileSync(workplace.config, changed.replace('deviations: 2', 'deviations: many'));
  expect(await call('tenants', 'reload')).toMatchObject({ code: 1, stderr: /^config-invalid: / });
  writeFileSync(workplace.config, changed);
  await runs('filed');
  expect(await runtime.signal('SIGKILL')).toBeNull();

  // What was given stays.
  using again = new RuntimeProcess(workplace.config, workplace.data);
  await again.ready();
  expect(await settingsOf('added')).toEqual([2]);
  expect(await again.signal('SIGTERM')).toBe(0);
});
