import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { binary, millrace, type Outcome } from '../../support/process/millrace.ts';
import { until } from '../../support/process/until.ts';
import { Workplace } from '../../support/process/workplace.ts';
import { asSet, expectedResults, simulated } from '../bounded/support.ts';

const TENANT = `  - id: customer1
    partitions: 3
    analytics: [{ use: global-statistics }, { use: alarm-window }]`;

const FILE = simulated(3000, { stations: 5, rate: 20, wrong: 0.05, outOfOrder: 0.05 });

/** A folder with a configuration and an input. */
class RunPlace extends Workplace {
  readonly input = join(this.folder, 'alarms.csv');
  readonly output = join(this.folder, 'results.ndjson');

  constructor(tenants = TENANT, file: Uint8Array = FILE) {
    super(tenants);
    writeFileSync(this.input, file);
  }

  async run(...args: readonly string[]): Promise<Outcome> {
    return await millrace(this.args(...args));
  }

  /** What is given last counts. */
  args(...more: readonly string[]): string[] {
    return ['run', this.config, '--tenant', 'customer1', '--input', this.input, '--output', this.output, ...more];
  }

  get results(): string {
    return readFileSync(this.output, 'utf8');
  }
}

describe('millrace run', () => {
  test('with one partition writes the results in the order of the input, and keeps nothing', async () => {
    using place = new RunPlace();
    expect(await place.run('--partitions', '1')).toMatchObject({ code: 0, stderr: '' });
    expect(place.results).toBe(expectedResults(FILE));
    expect(readdirSync(place.folder).toSorted()).toEqual(['alarms.csv', 'config.yaml', 'results.ndjson']);
  });

  test.each([[[]], [['--threads', '1']], [['--partitions', '5', '--threads', '4']]])(
    'gives the same set of results: %j',
    async (args) => {
      using place = new RunPlace();
      expect(await place.run(...args)).toMatchObject({ code: 0, stderr: '' });
      expect(asSet(place.results)).toEqual(asSet(expectedResults(FILE)));
    },
  );

  test('reads standard input and writes standard output; the summary goes to the other stream', async () => {
    using place = new RunPlace();
    const args = place.args('--input', '-', '--output', '-', '--partitions', '1');
    const { code, stdout, stderr } = await millrace([...args, '--json'], { input: FILE });
    expect([code, stdout]).toEqual([0, expectedResults(FILE)]);
    expect(JSON.parse(stderr)).toMatchObject({ wrong: stdout.match(/DeserializationError/g)?.length });
    expect(existsSync(place.output)).toBe(false);
    expect((await millrace(args, { input: FILE })).stderr).toMatch(/^events +2,\d+$/m);
    expect(await millrace(args, { input: '' })).toMatchObject({ code: 0, stdout: '' });
  });

  test('--json prints one object', async () => {
    using place = new RunPlace();
    const before = performance.now();
    const { code, stdout, stderr } = await place.run('--json');
    const wall = (performance.now() - before) / 1000;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\{.*\}\n$/);
    const results = place.results
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text)['Message Type'] as string);
    const count = (type: string): number => results.filter((other) => other === type).length;
    const wrong = count('DeserializationError');
    const { seconds, cpuSeconds, maxRssBytes, ...counted } = JSON.parse(stdout);
    expect(counted).toEqual({
      events: 3000 - wrong,
      wrong,
      late: 0,
      keys: 60,
      results: { statistics: 3000 - wrong, error: wrong, window: count('Window Streaming Analytics') },
    });
    expect(counted.results.window).toBeGreaterThan(20);
    // From the start of the process, which lies within what was measured here.
    expect(seconds).toBeGreaterThan(0.05);
    expect(seconds).toBeLessThan(wall);
    expect(cpuSeconds).toBeGreaterThan(0);
    expect(maxRssBytes).toBeGreaterThan(20e6);
  });

  test('late events are counted', async () => {
    using place = new RunPlace(TENANT, simulated(2000, { stations: 2, rate: 5, late: 0.2 }));
    const { late, results } = JSON.parse((await place.run('--json', '--partitions', '1')).stdout);
    expect(late).toBe(place.results.match(/"Late Event"/g)?.length);
    expect([late > 100, results.late]).toEqual([true, late]);
  });

  test("runs the tenant's own analytic, wherever the configuration stands", async () => {
    using place = new RunPlace(
      `  - { id: customer1, partitions: 2, analytics: [{ use: ./rising.ts, settings: { by: 10 } }] }`,
    );
    writeFileSync(
      join(place.folder, 'rising.ts'),
      `import { defineActor, objectState } from 'millrace';
       export const rising = defineActor({
         name: 'rising',
         state: objectState(() => ({ last: Number.POSITIVE_INFINITY })),
         settings: (given) => given as { by: number },
         onEvent(turn, state, event, { by }) {
           if (event.value > state.last + by) turn.emit('alert', { Alarm: turn.alarm, From: state.last, To: event.value });
           state.last = event.value;
         },
       });`,
    );
    const line = (alarm: number, value: number) => `1,2,${alarm},2017-02-19 00:00:00 UTC,${value},9,True,`;
    writeFileSync(place.input, [line(1, 5), line(2, 5), line(1, 14), line(2, 16), line(1, 30)].join('\n'));
    expect(await place.run()).toMatchObject({ code: 0, stderr: '' });
    const alerts = asSet(place.results).filter(Boolean);
    const proof = (input: number) => ({ Partition: 0, 'First input': input, 'Last input': input });
    expect(alerts.map((alert) => JSON.parse(alert))).toEqual([
      { Alarm: 1, From: 14, To: 30, ...proof(5), 'Settings hash': expect.stringMatching(/^[0-9a-f]{16}$/) },
      { Alarm: 2, From: 5, To: 16, ...proof(4), 'Settings hash': expect.stringMatching(/^[0-9a-f]{16}$/) },
    ]);
  });

  test.skipIf(process.platform !== 'linux')('reads a named pipe, and waits for its writer', async () => {
    using place = new RunPlace();
    const pipe = join(place.folder, 'pipe');
    await once(spawn('mkfifo', [pipe]), 'close');
    const run = place.run('--input', pipe, '--partitions', '1');
    await once(spawn('cp', [place.input, pipe]), 'close');
    expect(await run).toMatchObject({ code: 0, stderr: '' });
    expect(place.results).toBe(expectedResults(FILE));
  });
});

test('memory stays flat however long the input is', async () => {
  using place = new RunPlace();
  const used = async (lines: number): Promise<number> => {
    writeFileSync(place.input, simulated(lines, { stations: 20 }));
    const summary = JSON.parse((await place.run('--json', '--output', '/dev/null')).stdout);
    expect(summary.events).toBe(lines);
    return summary.maxRssBytes;
  };
  // The second has 60 MB of input and 200 MB of results.
  const [small, large] = [await used(100_000), await used(1_000_000)];
  expect(large - small).toBeLessThan(100e6);
}, 120_000);

describe('progress', () => {
  test('is told in lines where there is no terminal, if asked for', async () => {
    using place = new RunPlace();
    expect((await place.run()).stderr).toBe('');
    const { code, stderr } = await place.run('--progress');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^(\d+ % {2}.* of .* {2}.*\/s\n)+$/);
    expect(stderr).toMatch(/^100 % /m);
    const unknown = await millrace(place.args('--progress', '--input', '-'), { input: FILE });
    expect(unknown.stderr).toMatch(/^(.* {2}.*\/s\n)+$/);
    expect(unknown.stderr).not.toContain('%');
  });
});

describe('what is wrong is said in one line', () => {
  test.each([
    [['--tenant', 'nobody'], 1, /^tenant-unknown: there is no tenant nobody, in .*config\.yaml, use one of customer1,/],
    [
      ['--input', 'FOLDER/none.csv'],
      1,
      /^file-unreadable: ENOENT.*, at .*none\.csv, name a file that this user can read/,
    ],
    [['--input', 'FOLDER'], 1, /^file-unreadable: it is a folder, at .*, name a file/],
    [
      ['--output', 'FOLDER/none/results.ndjson'],
      1,
      /^file-unwritable: ENOENT.*, at .*, name a file that this user can write/,
    ],
    [['--output', 'FOLDER'], 1, /^file-unwritable: EISDIR/],
    [
      ['--output', 'FOLDER/alarms.csv'],
      2,
      /^usage: input and output are the same file \(.*alarms\.csv\), millrace run, write to another/,
    ],
    [
      ['--threads', '0'],
      2,
      /^usage: option '--threads <number>' argument '0' is invalid, millrace run, give a whole number from 1/,
    ],
    [['--partitions', 'x'], 2, /^usage: option '--partitions <number>'/],
    [['--jsno'], 2, /^usage: unknown option '--jsno', millrace run, did you mean --json\?/],
    [['--config', 'x.yaml'], 2, /^usage: unknown option '--config'/],
    [['two'], 2, /^usage: too many arguments/],
  ])('%j', async (args, code, pattern) => {
    using place = new RunPlace();
    const outcome = await place.run(...args.map((arg) => arg.replace('FOLDER', place.folder)));
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toMatch(pattern);
    expect(outcome.stderr.trimEnd()).not.toContain('\n');
    expect(readFileSync(place.input).equals(FILE)).toBe(true);
  });

  test.each(['--tenant', '--input', '--output'])('without %s', async (option) => {
    using place = new RunPlace();
    const args = place.args();
    args.splice(args.indexOf(option), 2);
    const { code, stdout, stderr } = await millrace(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^usage: required option '${option} <\\w+>' not specified, millrace run, see`));
  });

  test('a configuration that is not there', async () => {
    expect(await millrace(['run', 'none.yaml', '--tenant', 't', '--input', '-', '--output', '-'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^config-not-found: /),
    });
  });

  test.each([
    ['export const nothing = 1;', /^actor-invalid: nothing made by defineActor is exported, .*mine\.ts, /],
    ['export const = 1;', /^module-not-loaded: .*mine\.ts/],
    [
      `import { defineActor, objectState } from 'millrace';
       export const mine = defineActor({ name: 'mine', state: objectState(() => ({})), onEvent() { process.exit(7); } });`,
      /^actor-failed: analytic mine threw: actor-misuse: process\.exit was called, in a module, .*, actor \S+ at input \d+, \S+mine\.ts:2:\d+, /,
    ],
    [
      `import { defineActor, objectState } from 'millrace';
       export const mine = defineActor({ name: 'mine', state: objectState(() => ({})), onEvent() { throw new Error('no'); } });`,
      /^actor-failed: analytic mine threw: no, actor \d+-\d+-\d+ at input \d+, /,
    ],
  ])('a module: %s', async (module, pattern) => {
    using place = new RunPlace(
      `  - { id: customer1, partitions: 2, actorErrors: stop, analytics: [{ use: ./mine.ts }] }`,
    );
    writeFileSync(join(place.folder, 'mine.ts'), module);
    const { code, stdout, stderr } = await place.run();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(pattern);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  test('dead letters: it tells once where the module threw, in partitions and behind them', async () => {
    using place = new RunPlace(
      `  - { id: customer1, partitions: 4, analytics: [{ use: ./mine.ts }, { use: global-statistics, id: all }, { use: ./mine.ts, id: chained, of: [all] }] }`,
    );
    const module = `import { defineActor, objectState } from 'millrace';
      export const mine = defineActor({ name: 'mine', state: objectState(() => ({})), onEvent() { throw new Error('no'); } });`;
    writeFileSync(join(place.folder, 'mine.ts'), module);
    const { code, stderr } = await place.run('--threads', '2');
    expect(code).toBe(0);
    const told = (analytic: string) =>
      new RegExp(
        `^warn: actor-failed: analytic ${analytic} threw: no, actor \\S+ at input \\d+, \\S+/mine.ts:2:\\d+, mend `,
      );
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(told('mine'));
    expect(lines[1]).toMatch(told('chained'));
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk, even while the input goes on', async () => {
    using place = new RunPlace();
    for (const output of ['/dev/full', '-']) {
      const full = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, [binary, ...place.args('--input', '-', '--output', output)], {
        stdio: ['pipe', full, 'pipe'],
      });
      closeSync(full);
      onTestFinished(() => void child.kill('SIGKILL'));
      let errors = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        errors += text;
      });
      child.stdin?.on('error', () => undefined);
      // Over a chunk; it isn't ended.
      child.stdin?.write(Buffer.concat(Array.from({ length: 10 }, () => FILE)));
      expect(await once(child, 'close')).toEqual([1, null]);
      expect(errors).toMatch(/^file-unwritable: .*ENOSPC.*\n$/);
    }
  });
});

describe('an end before the end', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends it at once with %i', async (signal, code) => {
    using place = new RunPlace();
    const child = spawn(process.execPath, [binary, ...place.args('--input', '-', '--output', '-', '--threads', '2')]);
    onTestFinished(() => void child.kill('SIGKILL'));
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.stdin.on('error', () => undefined);
    child.stdin.write(Buffer.concat(Array.from({ length: 10 }, () => FILE)));
    // It is in the midst of it, and waits for more.
    await once(child.stdout, 'data');
    child.stdout.resume();
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([code, null]);
    expect(errors).toBe('\ninterrupted: the results are not complete\n');
  });

  test.skipIf(process.platform !== 'linux')('a signal ends it also where a pipe has no writer', async () => {
    using place = new RunPlace();
    const pipe = join(place.folder, 'pipe');
    await once(spawn('mkfifo', [pipe]), 'close');
    // Its output is there once it is about to read.
    const child = spawn(process.execPath, [binary, ...place.args('--input', pipe, '--progress')], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    await until('the output is open', () => existsSync(place.output));
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
  });

  test('a reader who has had enough ends it quietly', async () => {
    using place = new RunPlace(TENANT, simulated(200_000));
    const child = spawn(process.execPath, [binary, ...place.args('--output', '-')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    await once(child.stdout, 'readable');
    expect(child.stdout.read(100)).toHaveLength(100);
    child.stdout.destroy();
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(errors).toBe('');
  });
});
