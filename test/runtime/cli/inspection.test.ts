import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acquireFolderLock, type FolderLock } from '../../../connectors/sqlite/folder-lock.ts';
import { millrace } from '../../support/process/millrace.ts';
import { Workplace } from '../../support/process/workplace.ts';
import { actorRow, MemoryControl } from '../control/support/memory-control.ts';
import { type Serving, serving } from '../control/support/serving.ts';
import { line, process as processInput, send } from '../control/support/stored-tenant.ts';

const ANALYTICS = 'analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 2 }]';
const TENANTS = `  - { id: customer1, partitions: 2, ${ANALYTICS} }\n  - { id: customer2, partitions: 1, ${ANALYTICS} }`;
const KEY = '1161115040-141-312';

/** Runs a command that must succeed and say nothing of errors. */
async function run(workplace: Workplace, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await millrace([...args, '--config', workplace.config]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Runs a command that must fail. Resolves with its exit code and error. */
async function failure(workplace: Workplace, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await millrace([...args, '--config', workplace.config]);
  expect(stdout).toBe('');
  return `${code} ${stderr.trimEnd()}`;
}

describe('with a live runtime', () => {
  const workplace = new Workplace(TENANTS);
  const control = new MemoryControl();
  let api: Serving;
  let lock: FolderLock;
  beforeAll(async () => {
    api = await serving(control);
    lock = acquireFolderLock(workplace.data, { name: 'test', api: api.address });
    control.rows = [
      actorRow('customer1', KEY, { events: 12, lastActive: true }),
      actorRow('customer1', '1161115041-141-312', { events: 30 }),
      actorRow('customer2', KEY, { events: 7 }),
    ];
  });
  afterAll(async () => {
    lock.release();
    await api.server.close();
    workplace[Symbol.dispose]();
  });

  test('tenants are listed, stopped and started', async () => {
    expect(await run(workplace, 'tenants')).toMatch(/^tenant .*\ncustomer1 {2}running .*\ncustomer2 {2}running .*\n$/);
    expect(JSON.parse(await run(workplace, 'tenants', 'list', '--json'))).toEqual(control.tenants());
    expect(await run(workplace, 'tenants', '--measures')).toMatch(
      /^tenant +events .*\ncustomer1 .*\ncustomer2 .*\n\ntenant +p50 ms .*\ncustomer1 .*\ncustomer2 .*\n$/,
    );
    expect(await run(workplace, 'tenants', 'stop', 'customer2')).toBe('customer2: stopped\n');
    expect(control.phases.get('customer2')).toBe('stopped');
    expect(JSON.parse(await run(workplace, 'tenants', 'start', 'customer2', '--json'))).toMatchObject({
      phase: 'starting',
    });
    expect(await failure(workplace, 'tenants', 'stop', 'customer9')).toMatch(/^1 tenant-unknown: there is no tenant /);
  });

  test('partitions are listed', async () => {
    const text = await run(workplace, 'partitions', '--tenant', 'customer1');
    expect(text).toMatch(/^partition .*\ncustomer1\/0 {2}running .*\ncustomer1\/1 {2}running .*\n$/);
    expect(await run(workplace, 'partitions', '--tenant', 'customer2', '--measures')).toMatch(
      /^partition +events .*\ncustomer2\/0 .*\n\npartition +p50 ms .*\ncustomer2\/0 .*\n$/,
    );
    expect(JSON.parse(await run(workplace, 'partitions', '--json'))).toEqual(control.partitions());
    expect(await failure(workplace, 'partitions', '--tenant', 'customer9')).toMatch(/^1 tenant-unknown: /);
  });

  test('actors are listed as asked for', async () => {
    const keys = async (...args: string[]) => {
      const { rows } = JSON.parse(await run(workplace, 'actors', ...args, '--json')) as {
        rows: { tenant: string; key: string; events: number }[];
      };
      return rows.map(({ events }) => events);
    };
    expect(await keys('--sort', 'events', '--descending')).toEqual([30, 12, 7]);
    expect(await keys('--tenant', 'customer1', '--where', 'station=1161115040,sensor=141')).toEqual([12]);
    expect(await keys('--station', '1161115041,1', '--where', 'station=2')).toEqual([30]);
    expect(await keys('--inactive')).toEqual([7, 30]);
    expect(await keys('--where', 'active=true')).toEqual([12]);
    expect(await keys('--limit', '1', '--offset', '1', '--sort', 'events')).toEqual([12]);
    const text = await run(workplace, 'actors', '--limit', '2');
    expect(text.split('\n').slice(-2)).toEqual(['rows 1-2 of 3', '']);
  });

  test('an actor is shown for each tenant that has it', async () => {
    const text = await run(workplace, 'actor', KEY);
    expect(text).toMatch(new RegExp(`^${KEY} of customer1\n[^]*\n\n${KEY} of customer2\n`));
    const actors = JSON.parse(await run(workplace, 'actor', KEY, '--tenant', 'customer2', '--json')) as unknown[];
    expect(actors).toEqual(await control.actor(KEY, 'customer2'));
    expect(await failure(workplace, 'actor', '1-2-3')).toMatch(/^1 actor-not-found: no actor has the key 1-2-3, /);
  });

  test('a wrong call is told before anything is asked', async () => {
    expect(await failure(workplace, 'actor', '1161115040')).toBe(
      '2 usage: "1161115040" is no key, millrace actor, give <station>-<sensor>-<alarm>, such as 1161115040-141-312',
    );
    for (const [args, message] of [
      [['actors', '--sort', 'size'], /--sort.*allowed choices are key, events/i],
      [['actors', '--limit', '1001'], /--limit.*from 1 to 1000/],
      [['actors', '--where', 'colour=red'], /--where.*give station, sensor, alarm or active/],
      [['actors', '--station', '1;2'], /--station.*give numbers with commas/],
      [['actors', '--active', '--inactive'], /--active.*cannot be used with.*--inactive/],
      [['tenants', 'stop'], /missing required argument 'id'/],
      [['tenants', 'halt'], /unknown command 'halt'/],
    ] as const) {
      const text = await failure(workplace, ...args);
      expect(text).toMatch(/^2 usage: /);
      expect(text).toMatch(message);
    }
  });
});

describe('without a runtime', () => {
  test('the last checkpoints are shown, and that they are', async () => {
    using workplace = new Workplace(TENANTS);
    await send(workplace, 'customer2', [line(KEY, 0, 240, true), line(KEY, 7, 242, true)]);
    await processInput(workplace, 'customer2', KEY);
    const head = 'No runtime runs: this is from the last checkpoints.';

    const partitions = await run(workplace, 'partitions');
    expect(partitions).toMatch(
      new RegExp(`^${head}\n[^]*\ncustomer2/0 {2}stopped +- +1 +0 +2017-02-19 14:19:57 +2 +1 +2 `),
    );
    const actors = await run(workplace, 'actors', '--tenant', 'customer2');
    expect(actors).toContain(`${KEY}  customer2/0       2  2017-02-19 14:20:07`);
    expect(actors).toContain(
      `rows 1-1 of 1\n${head}\n  customer2/0  checkpoint 2 at input 2, taken 2017-02-19 14:30:00 UTC`,
    );
    const actor = await run(workplace, 'actor', KEY);
    expect(actor).toContain('  from        checkpoint 2 at input 2, taken 2017-02-19 14:30:00 UTC');
    expect(actor).toContain('  mean     241\n');
    expect(actor).toMatch(/14:19:45 - 14:20:45 {2}2 .*█+░+\n/);
    expect(JSON.parse(await run(workplace, 'actor', KEY, '--json'))).toMatchObject([
      { tenant: 'customer2', thread: null, events: 2, origin: { checkpoint: { number: 2, sequence: 2 } } },
    ]);

    expect(await failure(workplace, 'tenants')).toMatch(
      /^1 runtime-not-running: no runtime runs, at .*data, start it with /,
    );
    expect(await failure(workplace, 'tenants', 'stop', 'customer2')).toMatch(/^1 runtime-not-running: /);
  });

  test('before the first start there is nothing to show', async () => {
    using workplace = new Workplace(TENANTS);
    for (const command of [['partitions'], ['actors'], ['actor', KEY]]) {
      expect(await failure(workplace, ...command)).toMatch(
        /^1 runtime-not-running: .* there is no data yet, at .*data, /,
      );
    }
  });
});
