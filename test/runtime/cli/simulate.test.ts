import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BtsCsv } from '../../../actors/formats/bts-csv.ts';
import { binary, millrace } from '../../support/process/millrace.ts';
import { until } from '../../support/process/until.ts';
import { Workplace } from '../../support/process/workplace.ts';
import { decoded } from '../channel/support.ts';

const TENANT = '  - { id: customer1, partitions: 3, analytics: [{ use: global-statistics }] }';

async function simulated(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await millrace(['simulate', ...args]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

async function sentTo(workplace: Workplace): Promise<string[][]> {
  const records = [0, 1, 2].map((partition) => workplace.records('customer1', partition, 'input'));
  return (await Promise.all(records)).map((list) => list.map(({ payload }) => Buffer.from(payload).toString('latin1')));
}

describe('to standard output', () => {
  test('the same seed and options make the same bytes, and others make others', async () => {
    const options = ['--events', '2000', '--stations', '7', '--late', '0.1', '--wrong', '0.1', '--duplicates', '0.1'];
    const first = await simulated(...options, '--seed', '7');
    expect(first.endsWith('\n')).toBe(true);
    expect(first.match(/\n/g)).toHaveLength(2000);
    expect(await simulated(...options, '--seed', '7')).toBe(first);
    expect(await simulated(...options, '--seed', '8')).not.toBe(first);
    expect(await simulated(...options)).toBe(await simulated(...options, '--seed', '1'));
  });

  test('each option does what it says', async () => {
    const lines = async (...args: readonly string[]) =>
      (await simulated('--events', '1000', ...args)).trimEnd().split('\n');
    const plain = await lines();
    expect(plain.filter((line) => decoded(line) === undefined)).toEqual([]);
    const wrong = (await lines('--wrong', '0.5')).filter((line) => decoded(line) === undefined).length;
    expect(wrong).toBeGreaterThan(300);
    expect(wrong).toBeLessThan(700);
    const stations = (await lines('--stations', '2')).map((line) => decoded(line)?.station);
    expect(new Set(stations)).toEqual(new Set([1161115001, 1161115002]));
    expect(new Set(await lines('--duplicates', '0.5')).size).toBeLessThan(800);
    expect(decoded((await lines('--start', '2020-02-29T12:00:00Z'))[0] ?? '')?.time).toBe(Date.UTC(2020, 1, 29, 12));
    const times = (await lines('--rate', '10', '--no-pace')).map((line) => decoded(line)?.time ?? 0);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBe(99_000);
  });

  test('no events are no lines', async () => {
    expect(await simulated('--events', '0')).toBe('');
  });

  test('a rate is kept to', async () => {
    const began = performance.now();
    await simulated('--rate', '20', '--events', '21');
    expect(performance.now() - began).toBeGreaterThan(990);
  });

  test('without end it goes on until nobody reads, which is no error', async () => {
    const child = spawn(process.execPath, [binary, 'simulate'], { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    await once(child.stdout, 'readable');
    expect(child.stdout.read(1000)).toHaveLength(1000);
    child.stdout.destroy();
    const [code] = await once(child, 'close');
    expect([code, errors]).toEqual([0, '']);
  });
});

describe('to a tenant', () => {
  test('each partition gets the lines of its own keys, with event times up to now', async () => {
    using workplace = new Workplace(TENANT);
    const before = Date.now();
    const args = ['simulate', '--to', 'customer1', '--config', workplace.config, '--events', '5000', '--wrong', '0.05'];
    expect(await millrace(args)).toMatchObject({ code: 0, stdout: 'sent 5000 lines\n', stderr: '' });
    const after = Date.now();
    const partitions = await sentTo(workplace);
    for (const [partition, lines] of partitions.entries()) {
      expect(lines.length).toBeGreaterThan(1000);
      const bytes = lines.map((line) => Buffer.from(line, 'latin1'));
      expect(bytes.filter((line) => new BtsCsv().route(line, 0, line.length) % 3 !== partition)).toEqual([]);
    }
    const events = partitions.flat().flatMap((line) => decoded(line) ?? []);
    expect(partitions.flat()).toHaveLength(5000);
    const times = events.map(({ time }) => time).sort((a, b) => a - b);
    expect(times.at(-1)).toBeLessThanOrEqual(after);
    expect(times[0]).toBeGreaterThanOrEqual(before - 7000);
  });

  test('without end it sends at a rate until a signal, and says how much', async () => {
    using workplace = new Workplace(TENANT);
    const args = ['simulate', '--to', 'customer1', '--config', workplace.config, '--rate', '200', '--json'];
    const child = spawn(process.execPath, [binary, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await until('some lines', async () => (await sentTo(workplace).catch(() => [])).flat().length > 40);
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toEqual({ tenant: 'customer1', lines: (await sentTo(workplace)).flat().length });
  });

  test('a tenant that is not there is refused', async () => {
    using workplace = new Workplace(TENANT);
    const { code, stderr } = await millrace(['simulate', '--to', 'nobody', '--config', workplace.config]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^tenant-unknown: there is no tenant nobody, in .*, use one of customer1/);
  });
});

test.each([
  [
    ['--rate', 'fast'],
    /^usage: option '--rate <number>' argument 'fast' is invalid, millrace simulate, give a number from/,
  ],
  [['--rate', '0'], /give a number from 0\.001/],
  [['--wrong', '1.5'], /give a number from 0 to 1$/m],
  [['--stations', '1.5'], /give a whole number from 1 to 10000000$/m],
  [['--start', '2017-02-30'], /give a time such as 2017-02-19T14:20:13Z$/m],
  [['--ratte', '5'], /^usage: unknown option '--ratte', millrace simulate, did you mean --rate\?$/m],
  [['alarms.csv'], /^usage: too many arguments/],
])('a wrong option is refused: %s', async (args, pattern) => {
  const { code, stdout, stderr } = await millrace(['simulate', '--events', '1', ...args]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(pattern);
  expect(stderr.trimEnd()).not.toContain('\n');
});
