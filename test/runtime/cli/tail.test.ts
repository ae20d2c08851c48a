import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openLogs } from '../../../connectors/registry.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { Feeder } from '../../support/process/feeder.ts';
import { binary, millrace } from '../../support/process/millrace.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { until } from '../../support/process/until.ts';
import { Workplace } from '../../support/process/workplace.ts';

const TENANT =
  '  - { id: customer1, partitions: 3, analytics: [{ use: global-statistics }, { use: alarm-window, threshold: 2 }] }';
const T0 = Date.UTC(2026, 0, 1);
const PARTITIONS = [0, 1, 2];

/** Fills the output logs: one result a millisecond, in turn by partition and output, after a fence in each. */
async function fill(workplace: Workplace, results: number): Promise<void> {
  const outputs = ['statistics', 'window', 'alert', 'error', 'late'];
  const clock = new ManualClock(T0);
  const logs = openLogs({ kind: 'sqlite', folder: workplace.data }, clock);
  for (const partition of PARTITIONS) {
    const log = await logs.open({ tenant: 'customer1', partition, count: 4, direction: 'output' });
    await log.append([{ kind: 'fence', payload: Buffer.from('{}') }]);
    await log.close();
  }
  for (let n = 0; n < results; n++) {
    clock.advance(1);
    const log = await logs.open({ tenant: 'customer1', partition: n % 3, count: 4, direction: 'output' });
    const kind = outputs[n % outputs.length] as string;
    const identity = { input: n + 1, index: 0 };
    await log.append([{ kind, key: `1-2-${n}`, identity, payload: Buffer.from(`{"n":${n},"output":"${kind}"}`) }]);
    await log.close();
  }
  await logs.close();
}

async function tail(workplace: Workplace, ...args: readonly string[]): Promise<string[]> {
  const outcome = await millrace(['tail', 'customer1', ...args, '--config', workplace.config]);
  expect([outcome.code, outcome.stderr]).toEqual([0, '']);
  return outcome.stdout.split('\n').slice(0, -1);
}

/** The numbers of the results printed. */
async function numbers(workplace: Workplace, ...args: readonly string[]): Promise<number[]> {
  return (await tail(workplace, ...args)).map((line) => (JSON.parse(line) as { n: number }).n);
}

/** A `millrace tail` that goes on until it is told to end. */
class Tail {
  readonly #child: ChildProcess;
  output = '';
  errors = '';

  constructor(workplace: Workplace, ...args: readonly string[]) {
    const whole = [binary, 'tail', 'customer1', ...args, '--config', workplace.config];
    this.#child = spawn(process.execPath, whole, { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void this.#child.kill('SIGKILL'));
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
  }

  get lines(): string[] {
    return this.output.split('\n').slice(0, -1);
  }

  /** Nobody reads it any more. */
  leave(): void {
    this.#child.stdout?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Exit code and errors, once it has ended. */
  async ended(): Promise<[number | null, string]> {
    if (this.#child.exitCode === null) await once(this.#child, 'close');
    return [this.#child.exitCode, this.errors];
  }
}

describe('what is stored', () => {
  test('is printed as the customer gets it: the last ten, in order of arrival, no fences', async () => {
    using workplace = new Workplace(TENANT);
    await fill(workplace, 40);
    const last = Array.from({ length: 40 }, (_, n) => n);
    expect(await numbers(workplace, '--no-follow')).toEqual(last.slice(-10));
    expect(await numbers(workplace, '--no-follow', '--last', '3')).toEqual([37, 38, 39]);
    expect(await numbers(workplace, '--no-follow', '--last', '0')).toEqual([]);
    expect(await numbers(workplace, '--no-follow', '--from-start')).toEqual(last);
    expect(await numbers(workplace, '--from-start', '--limit', '7')).toEqual(last.slice(0, 7));
    expect((await tail(workplace, '--no-follow', '--last', '1'))[0]).toBe('{"n":39,"output":"late"}');
  });

  test('may be of some outputs alone', async () => {
    using workplace = new Workplace(TENANT);
    await fill(workplace, 20);
    const of = async (only: string) => await numbers(workplace, '--no-follow', '--from-start', '--only', only);
    expect(await of('alerts')).toEqual([1, 2, 6, 7, 11, 12, 16, 17]);
    expect(await of('windows')).toEqual([1, 6, 11, 16]);
    expect(await of('window')).toEqual([1, 6, 11, 16]);
    expect(await of('alert')).toEqual([2, 7, 12, 17]);
    expect(await of('error, late')).toEqual([3, 4, 8, 9, 13, 14, 18, 19]);
    expect(await of('statistics')).toEqual([0, 5, 10, 15]);
    expect(await of('batches')).toEqual([]);
    expect(await numbers(workplace, '--no-follow', '--only', 'errors', '--last', '2')).toEqual([13, 18]);
  });

  test('is told with where it stands on request', async () => {
    using workplace = new Workplace(TENANT);
    await fill(workplace, 5);
    const [line = ''] = await tail(workplace, '--no-follow', '--last', '1', '--json');
    expect(JSON.parse(line)).toEqual({
      partition: 1,
      sequence: 3,
      arrival: '2026-01-01T00:00:00.005Z',
      output: 'late',
      key: '1-2-4',
      input: 5,
      index: 0,
      result: { n: 4, output: 'late' },
    });
  });

  test('may be nothing, and looking creates nothing', async () => {
    using workplace = new Workplace(TENANT);
    expect(await tail(workplace, '--no-follow')).toEqual([]);
    await expect(workplace.records('customer1', 0, 'output')).rejects.toMatchObject({ code: 'log-not-found' });
  });
});

describe('following', () => {
  test('prints what a runtime publishes for a producer in another process, from before both are there', async () => {
    using workplace = new Workplace(TENANT);
    const all = new Tail(workplace, '--from-start');
    const alerts = new Tail(workplace, '--from-start', '--only', 'alerts');
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await runtime.ready();
    using feeder = new Feeder(workplace, 'customer1', { stations: 2, rate: 1 });
    await feeder.send(800);
    await feeder.end();
    const results = async () =>
      (await Promise.all(PARTITIONS.map((partition) => workplace.records('customer1', partition, 'output')))).flatMap(
        (records) => records.filter(({ kind }) => kind !== 'fence'),
      );
    await until('all events have been answered', async () => {
      return (await results()).filter(({ kind }) => kind === 'statistics').length === 800;
    });
    await runtime.signal('SIGTERM');
    const published = await results();
    const texts = published.map(({ payload }) => Buffer.from(payload).toString());
    await until('all results are printed', () => all.lines.length >= texts.length);
    expect(all.lines.toSorted()).toEqual(texts.toSorted());
    const warnings = texts.filter((_, i) => published[i]?.kind === 'window');
    expect(warnings.length).toBeGreaterThan(0);
    await until('all alerts are printed', () => alerts.lines.length >= warnings.length);
    expect(alerts.lines.toSorted()).toEqual(warnings.toSorted());
    all.kill('SIGINT');
    alerts.kill('SIGTERM');
    expect([await all.ended(), await alerts.ended()]).toEqual([
      [0, ''],
      [0, ''],
    ]);
  });

  test('ends after as many results as were asked for', async () => {
    using workplace = new Workplace(TENANT);
    const few = new Tail(workplace, '--limit', '3');
    await fill(workplace, 30);
    expect(await few.ended()).toEqual([0, '']);
    expect(few.lines).toHaveLength(3);
  });

  test('ends quietly when nobody reads any more', async () => {
    using workplace = new Workplace(TENANT);
    await fill(workplace, 20);
    const left = new Tail(workplace);
    await until('the last ten', () => left.lines.length === 10);
    left.leave();
    await fill(workplace, 5);
    expect(await left.ended()).toEqual([0, '']);
  });
});

test.each([
  [['customer1', '--only', 'alets'], 2, /^usage: there is no output alets, option --only, did you mean alerts\?$/m],
  [['customer1', '--only', 'x y'], 2, /^usage: there is no output x y, option --only, name some of /],
  [['customer1', '--only', ''], 2, /^usage: an output has no name, /],
  [['customer1', '--last', '-1'], 2, /argument '-1' is invalid, millrace tail, give a whole number from 0 to 100000$/m],
  [
    ['customer1', '--last', '3', '--from-start'],
    2,
    /^usage: option '--from-start' cannot be used with option '--last /,
  ],
  [['customer1', '--limit', '0'], 2, /give a whole number from 1 on$/m],
  [[], 2, /^usage: missing required argument 'tenant', millrace tail, /],
  [['nobody'], 1, /^tenant-unknown: there is no tenant nobody, /],
])('what is wrong is said in one line: %s', async (args, code, pattern) => {
  using workplace = new Workplace(TENANT);
  const outcome = await millrace(['tail', ...args, '--no-follow', '--config', workplace.config]);
  expect([outcome.code, outcome.stdout]).toEqual([code, '']);
  expect(outcome.stderr).toMatch(pattern);
  expect(outcome.stderr.trimEnd()).not.toContain('\n');
});

test("outputs of a tenant's own analytics may have any name", async () => {
  const own = "import { defineActor, objectState } from 'millrace';\nexport const own = defineActor({ name: 'own', ";
  using workplace = new Workplace('  - { id: customer1, partitions: 3, analytics: [{ use: ./own.ts }] }');
  writeFileSync(join(workplace.folder, 'own.ts'), `${own} state: objectState(() => ({})), onEvent() {} });`);
  await fill(workplace, 3);
  expect(await tail(workplace, '--no-follow', '--only', 'flapping')).toEqual([]);
  expect(await numbers(workplace, '--no-follow', '--only', 'flapping,late,window')).toEqual([1]);
});
