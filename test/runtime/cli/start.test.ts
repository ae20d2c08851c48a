import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RuntimeStatus } from '../../../runtime/control/runtime-control.ts';
import { expectExactlyOnce } from '../../support/process/exactly-once.ts';
import { Feeder } from '../../support/process/feeder.ts';
import { millrace, type Outcome } from '../../support/process/millrace.ts';
import { partitionRows, untilTaken } from '../../support/process/rows.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { Workplace } from '../../support/process/workplace.ts';

const TENANT =
  '  - { id: customer1, partitions: 2, analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 2 }] }';

function expectError({ code, stderr }: Outcome, pattern: RegExp): void {
  expect(stderr).toMatch(pattern);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(code).toBe(1);
}

describe('start', () => {
  test('stops on a signal with a checkpoint and goes on from it', async () => {
    using workplace = new Workplace(TENANT, 'checkpoint: { every: 1h }');
    using feeder = new Feeder(workplace, 'customer1', { stations: 3, rate: 2 });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) {
      using runtime = new RuntimeProcess(workplace.config, workplace.data);
      const before = await partitionRows(runtime);
      // What is in the checkpoint isn't computed again.
      expect(before.reduce((sum, { quality }) => sum + quality.records, 0)).toBe(feeder.sent);
      await feeder.send(300);
      const rows = await untilTaken(runtime, feeder.sent);
      expect(rows.map(({ suppressed }) => suppressed)).toEqual([0, 0]);
      expect(await runtime.signal(signal)).toBe(0);
    }
    await feeder.end();
    await expectExactlyOnce(workplace, 'customer1');
  });

  test('shows what it does in plain lines, and logs JSON into a file or on request to standard output', async () => {
    using workplace = new Workplace(TENANT);
    using feeder = new Feeder(workplace, 'customer1', { stations: 3 });
    await feeder.send(200);
    await feeder.end();
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    const api = await runtime.ready();
    await until('the summary tells of all events', () => /customer1 running: 200 events/.test(runtime.output));
    expect(runtime.output).toContain(`API    ${api}`);
    const named = relative(process.cwd(), workplace.config);
    expect(runtime.output).toContain(`npx millrace tail customer1 --config ${named}   its results`);
    expect(runtime.output).not.toContain('{"level"');
    await runtime.signal('SIGTERM');

    using logging = new RuntimeProcess(workplace.config, workplace.data, ['--log-json']);
    const { durability } = await until('it is known what survives', async () => {
      const status = await logging.get<RuntimeStatus>('/v1/status');
      return status.durability === null ? undefined : status;
    });
    expect(durability).toMatchObject({ powerCut: 'may-lose', log: 'SQLite, synced now and then', store: 'SQLite' });
    await logging.signal('SIGTERM');
    const lines = logging.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string });
    expect(lines.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(['runtime started', 'partition drained', 'runtime stopped']),
    );
    // Each once: the promise, and what it leaves out.
    const told = [durability?.promise, ...(durability?.warnings ?? [])].map((text) => `durability: ${text}`);
    expect(lines.map(({ msg }) => msg).filter((msg) => msg.startsWith('durability: '))).toEqual(told);
    expect(told).toHaveLength(2);
  });

  test('a changed setting is a record in the log: it holds from there on', async () => {
    const withThreshold = (threshold: number, id = 'alarm-window') =>
      `  - { id: customer1, partitions: 1, analytics: [{ use: global-statistics }, { use: alarm-window, threshold: ${threshold}, id: ${id} }] }`;
    using workplace = new Workplace(withThreshold(2));
    using first = new Workplace(withThreshold(2));
    using feeder = new Feeder(workplace, 'customer1', { stations: 2, rate: 2 });
    for (const tenant of [withThreshold(2), withThreshold(4), withThreshold(1, 'other')]) {
      workplace.configure(tenant);
      using runtime = new RuntimeProcess(workplace.config, workplace.data);
      await runtime.ready();
      await feeder.send(400);
      await untilTaken(runtime, feeder.sent);
      await runtime.signal('SIGKILL');
    }
    await feeder.end();
    using last = new RuntimeProcess(workplace.config, workplace.data);
    await untilTaken(last, feeder.sent);
    await last.signal('SIGTERM');
    const kinds = (await workplace.records('customer1', 0, 'input')).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'settings')).toHaveLength(2);
    await expectExactlyOnce(workplace, 'customer1', first.config);
  });

  test('tenants are stopped and started while the others go on; a restart keeps it so', {
    timeout: 60_000,
  }, async () => {
    const tenants = ['customer1', 'customer2'].map(
      (id) => `  - { id: ${id}, partitions: 1, analytics: [{ use: global-statistics }] }`,
    );
    using workplace = new Workplace(tenants.join('\n'));
    const phases = async (runtime: RuntimeProcess) => (await partitionRows(runtime)).map(({ phase }) => phase);
    const toggle = async (verb: string) => {
      const { code, stderr } = await millrace(['tenants', verb, 'customer2', '--config', workplace.config]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    };
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await runtime.ready();
    await toggle('stop');
    expect(await phases(runtime)).toEqual(['running', 'stopped']);
    await runtime.signal('SIGTERM');

    using next = new RuntimeProcess(workplace.config, workplace.data);
    await next.ready();
    expect(await phases(next)).toEqual(['running', 'stopped']);
    await toggle('start');
    await until('customer2 runs', async () => (await phases(next))[1] === 'running');
    await next.signal('SIGTERM');
  });
});

describe('start refuses with a clear error', () => {
  test('a data folder held by another process, and a port in use', async () => {
    using workplace = new Workplace(TENANT);
    using other = new Workplace(TENANT);
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    const api = await runtime.ready();
    expectError(
      await millrace(['start', workplace.config]),
      new RegExp(`^folder-locked: process ${runtime.pid} .*, at .*data, `, 'm'),
    );
    const listen = `api: { listen: "${new URL(api).host}" }`;
    const yaml = `log: { kind: sqlite, folder: ./data }\n${listen}\ntenants:\n${TENANT}\n`;
    writeFileSync(other.config, yaml);
    expectError(await millrace(['start', other.config]), new RegExp(`^port-in-use: .*${new URL(api).host}`, 'm'));
    await runtime.signal('SIGTERM');
  });

  test('a broken configuration, a missing one, a module that throws, a changed number of partitions', async () => {
    using workplace = new Workplace(TENANT.replace('partitions', 'partitons'));
    expectError(await millrace(['start', workplace.config]), /^config-invalid: .*partitons/m);
    expectError(await millrace(['start', join(workplace.folder, 'no.yaml')]), /^config-not-found: /m);
    writeFileSync(join(workplace.folder, 'bad.ts'), 'throw new Error("no luck");');
    workplace.configure('  - { id: customer1, analytics: [{ use: ./bad.ts }] }');
    expectError(await millrace(['start', workplace.config]), /^module-not-loaded: no luck, .*bad\.ts/m);

    workplace.configure(TENANT);
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await runtime.ready();
    await runtime.signal('SIGTERM');
    workplace.configure(TENANT.replace('partitions: 2', 'partitions: 3'));
    expectError(await millrace(['start', workplace.config]), /^partitions-changed: /m);
  });
});
