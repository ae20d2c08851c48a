import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { BtsCsv } from '../../../actors/formats/bts-csv.ts';
import { logPath } from '../../../connectors/sqlite/paths.ts';
import { expectExactlyOnce } from '../../support/process/exactly-once.ts';
import { Feeder } from '../../support/process/feeder.ts';
import { binary, millrace, type Outcome } from '../../support/process/millrace.ts';
import { untilTaken } from '../../support/process/rows.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { Workplace } from '../../support/process/workplace.ts';
import { linesOf } from '../channel/support.ts';

const TENANT = '  - { id: customer1, partitions: 3, analytics: [{ use: global-statistics }] }';

async function send(workplace: Workplace, input: Uint8Array | string, ...args: readonly string[]): Promise<Outcome> {
  return await millrace(['send', 'customer1', ...args, '--config', workplace.config], { input });
}

async function stored(workplace: Workplace): Promise<Uint8Array[][]> {
  const records = [0, 1, 2].map((partition) => workplace.records('customer1', partition, 'input').catch(() => []));
  return (await Promise.all(records)).map((list) => list.map(({ payload }) => payload));
}

function texts(payloads: readonly Uint8Array[]): string[] {
  return payloads.map((payload) => Buffer.from(payload).toString('latin1'));
}

describe('send', () => {
  test('stores the lines of a file, or of standard input, in the partitions of their keys', async () => {
    using workplace = new Workplace(TENANT);
    const lines = linesOf(3000, { wrong: 0.1 });
    const file = join(workplace.folder, 'alarms.csv');
    writeFileSync(file, Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\r\n')])));
    expect(await send(workplace, '', file)).toEqual({ code: 0, signal: null, stdout: 'sent 3000 lines\n', stderr: '' });
    const expected: string[][] = [[], [], []];
    for (const line of lines) {
      expected[new BtsCsv().route(line, 0, line.length) % 3]?.push(Buffer.from(line).toString('latin1'));
    }
    expect((await stored(workplace)).map(texts)).toEqual(expected);
    expect(await send(workplace, 'one\ntwo', '--json')).toMatchObject({
      code: 0,
      stdout: '{"tenant":"customer1","lines":2}\n',
    });
    expect((await stored(workplace)).flat()).toHaveLength(3002);
    expect((await send(workplace, '1,2,3,x\n', '-')).stdout).toBe('sent 1 line\n');
    expect((await send(workplace, '')).stdout).toBe('sent 0 lines\n');
  });

  test('stores any bytes as they are', async () => {
    using workplace = new Workplace(TENANT);
    const bytes = randomBytes(300_000);
    const lines = bytes.toString('latin1').split('\n');
    if (lines.at(-1) === '') lines.pop();
    expect((await send(workplace, bytes)).stdout).toBe(`sent ${lines.length} lines\n`);
    const expected = lines.map((line, i) => (i < lines.length - 1 ? line.replace(/\r$/, '') : line));
    expect((await stored(workplace)).flatMap(texts).toSorted()).toEqual(expected.toSorted());
  });

  test('stores a line of 10 MB whole, between others', async () => {
    using workplace = new Workplace(TENANT);
    const long = Buffer.alloc(10_000_000, 'x');
    const outcome = await send(workplace, Buffer.concat([Buffer.from('before\n'), long, Buffer.from('\nafter\n')]));
    expect(outcome).toMatchObject({ code: 0, stdout: 'sent 3 lines\n' });
    const found = (await stored(workplace)).flat();
    expect(found.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([5, 6, 10_000_000]);
    expect(found.some((payload) => long.equals(payload))).toBe(true);
  });

  test('with --id stores each line once, however often it is sent and killed', async () => {
    using workplace = new Workplace(TENANT);
    const lines = linesOf(30_000);
    const file = join(workplace.folder, 'alarms.csv');
    writeFileSync(file, Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
    const args = [binary, 'send', 'customer1', file, '--id', 'alarms', '--config', workplace.config];
    const killed = spawn(process.execPath, args, { stdio: 'ignore' });
    const ended = once(killed, 'exit');
    await until('some lines are stored', async () => (await stored(workplace)).flat().length > 0);
    killed.kill('SIGKILL');
    await ended;
    expect((await send(workplace, '', file, '--id', 'alarms')).stdout).toBe('sent 30000 lines\n');
    expect((await send(workplace, '', file, '--id', 'alarms')).stdout).toBe('sent 30000 lines\n');
    expect((await stored(workplace)).flatMap(texts).toSorted()).toEqual(texts(lines).toSorted());
    expect((await send(workplace, 'x\n', '--id', 'other')).stdout).toBe('sent 1 line\n');
    expect((await stored(workplace)).flat()).toHaveLength(30_001);
    expect(await send(workplace, 'x\n', '--id', 'a b')).toMatchObject({ code: 2, stdout: '' });
  });

  test('reaches a runtime that runs, from several processes at once', async () => {
    using workplace = new Workplace(TENANT);
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await runtime.ready();
    using one = new Feeder(workplace, 'customer1', { seed: 1, wrong: 0.05 });
    using other = new Feeder(workplace, 'customer1', { seed: 2, wrong: 0.05 });
    for (let i = 0; i < 5; i++) await Promise.all([one.send(200), other.send(200)]);
    await untilTaken(runtime, 2000);
    await Promise.all([one.end(), other.end()]);
    await runtime.signal('SIGTERM');
    expect(await expectExactlyOnce(workplace, 'customer1')).toBeGreaterThanOrEqual(2000);
  });
});

describe('what is wrong is said in one line', () => {
  test.each([
    [
      'no tenant of that name',
      ['nobody'],
      1,
      /^tenant-unknown: there is no tenant nobody, in .*, use one of customer1/,
    ],
    ['no such file', ['customer1', '/nowhere/a.csv'], 1, /^file-unreadable: .*ENOENT.*, at \/nowhere\/a\.csv, /],
    ['a folder', ['customer1', '/'], 1, /^file-unreadable: .*EISDIR/],
    ['no tenant', [], 2, /^usage: missing required argument 'tenant', millrace send, see `millrace send --help`$/m],
    ['too much', ['customer1', 'a', 'b'], 2, /^usage: too many arguments for 'send': expected 2 arguments but got 3/],
  ])('%s', async (_name, args, code, pattern) => {
    using workplace = new Workplace(TENANT);
    const outcome = await millrace(['send', ...args, '--config', workplace.config], { input: 'x\n' });
    expect([outcome.code, outcome.stdout]).toEqual([code, '']);
    expect(outcome.stderr).toMatch(pattern);
    expect(outcome.stderr.trimEnd()).not.toContain('\n');
  });

  test('another number of partitions', async () => {
    using workplace = new Workplace(TENANT);
    await send(workplace, 'x\n');
    workplace.configure(TENANT.replace('partitions: 3', 'partitions: 4'));
    const { code, stderr } = await send(workplace, 'x\n');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^partitions-changed: .* created with 3 .* says 4, tenant customer1, set partitions back to 3/,
    );
    expect((await stored(workplace)).flat()).toHaveLength(1);
  });

  test('a log that cannot be written: which lines are stored, which may be, and which are not', async () => {
    using workplace = new Workplace(TENANT);
    const lines = linesOf(300);
    await send(workplace, Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
    const held = new DatabaseSync(
      logPath(workplace.data, { tenant: 'customer1', partition: 1, count: 4, direction: 'input' }),
    );
    held.exec('BEGIN IMMEDIATE');
    const outcome = await send(workplace, Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])), '--json');
    held.exec('ROLLBACK');
    held.close();
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(
      /^outcome-unknown: stored: \d+ lines; stored or not: \d+ of the lines \d+ to \d+; .*locked/,
    );
    expect(outcome.stderr).toContain(', partition customer1/1, ');
    const report = JSON.parse(outcome.stdout) as { stored: number; doubtful: number[]; unsent: number[] };
    const partitionOf = (number: number): number => {
      const line = lines[number - 1] as Uint8Array;
      return new BtsCsv().route(line, 0, line.length) % 3;
    };
    expect(new Set(report.doubtful.map(partitionOf))).toEqual(new Set([1]));
    expect(report.stored + report.doubtful.length + report.unsent.length).toBe(300);
    expect((await stored(workplace)).flat()).toHaveLength(300 + report.stored);
  });
});
