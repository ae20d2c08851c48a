import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HourlyRollup } from '../../../connectors/archive.ts';
import { SqliteArchive } from '../../../connectors/sqlite/archive.ts';
import { binary, millrace } from '../../support/process/millrace.ts';
import { until } from '../../support/process/until.ts';
import { Workplace } from '../../support/process/workplace.ts';

const HOUR = 3_600_000;
const START = Date.parse('2017-01-01T00:00:00Z');
/** More than is read before a signal comes, most times. */
const HOURS = 500;
const KEYS = 2000;

const workplace = new Workplace('  - { id: customer1, partitions: 1, analytics: [{ use: global-statistics }] }');
const ARGUMENTS = [
  'batch',
  'top-alarms',
  '--tenant',
  'customer1',
  '--from',
  '2017-01-01',
  '--to',
  '2017-12-31',
  '--json',
  '--config',
  workplace.config,
];

beforeAll(async () => {
  const archive = new SqliteArchive(workplace.data, { sync: 'normal' });
  for (let hour = 0; hour < HOURS; hour++) {
    const rows = Array.from({ length: KEYS }, (_, alarm): HourlyRollup => {
      return { station: 1, sensor: 1, alarm, hour: START + hour * HOUR, events: 1, activations: 1 };
    });
    await archive.putRollups('customer1', 0, 1, rows);
  }
  await archive.close();
}, 120_000);

afterAll(() => workplace[Symbol.dispose]());

test('says how far it is where it is asked for, and nothing in a pipe', { timeout: 60_000 }, async () => {
  const quiet = await millrace(ARGUMENTS);
  expect(quiet).toMatchObject({ code: 0, stderr: '' });
  const told = await millrace([...ARGUMENTS, '--progress']);
  expect(told).toMatchObject({ code: 0, stdout: quiet.stdout });
  expect(told.stderr).toMatch(/^0 % {2}0 of 500 hours of partitions, 0 rows\n/);
  expect(told.stderr).toMatch(/100 % {2}500 of 500 hours of partitions, 1,000,000 rows\n$/);
});

test('Ctrl-C ends it, without a report', { timeout: 120_000 }, async () => {
  // One that was faster than the signal has made its report; then another is tried.
  const ended = await until('one was ended', async () => {
    const child = spawn(process.execPath, [binary, ...ARGUMENTS, '--progress']);
    const closed = once(child, 'close');
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
        if (name === 'stderr') child.kill('SIGINT');
      });
    }
    await closed;
    if (child.exitCode === 0) expect(JSON.parse(texts.stdout)).toHaveProperty('Rows');
    return child.exitCode === 0 ? undefined : { code: child.exitCode, ...texts };
  });
  expect(ended).toMatchObject({ code: 130, stdout: '' });
  expect(ended.stderr).toMatch(/\ninterrupted: no report was made\n$/);
});
