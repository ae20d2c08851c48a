import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { millrace, type Outcome } from '../../support/process/millrace.ts';

const demo = fileURLToPath(new URL('../../../config/examples/demo.yaml', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a file and names it. */
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function check(...args: readonly string[]): Promise<Outcome> {
  return await millrace(['config', 'check', ...args]);
}

const RIGHT = `tenants:
  - { id: c1, partitions: 5, analytics: [{ use: global-statistics }] }
`;

describe('check', () => {
  test('says what is in a file that is right', async () => {
    const right = file('right.yaml', RIGHT);
    const outcome = { code: 0, signal: null, stdout: `ok: ${right}, 1 tenant, 5 partitions\n`, stderr: '' };
    expect(await check(right)).toEqual(outcome);
    expect(await check('--config', right)).toEqual(outcome);
    expect(JSON.parse((await check(right, '--json')).stdout)).toEqual({
      ok: true,
      file: right,
      tenants: 1,
      partitions: 5,
    });
    expect((await check()).stdout).toBe(`ok: ${demo}, 2 tenants, 6 partitions\n`);
  });

  test('names every mistake of a file, a line each', async () => {
    const wrong = file(
      'wrong.yaml',
      'tenants:\n  - id: c 1\n    partitons: 3\n    analytics: [{ use: global-statistics }]\n',
    );
    const { code, stdout, stderr } = await check(wrong);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^config-invalid: .*"c 1".*, at tenants\.0\.id in .*wrong\.yaml line 2, /),
      expect.stringMatching(
        /^config-invalid: .*partitons.*, at tenants\.0\.partitons .* line 3, did you mean partitions\?$/,
      ),
    ]);
    const json = await check(wrong, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      problems: [{ code: 'config-invalid', where: expect.stringContaining('line 2') }, { code: 'config-invalid' }],
    });
  });

  test('loads the modules that a file names, and sets them up', async () => {
    file('empty.ts', 'export const nothing = 1;');
    file('broken.ts', 'x y z');
    file(
      'choosy.ts',
      `import { defineActor, objectState } from 'millrace';
      const settings = () => { throw new Error('most is missing'); };
      export const choosy = defineActor({ name: 'choosy', state: objectState(() => ({})), settings, onEvent() {} });`,
    );
    const tenants = ['empty', 'broken', 'choosy', 'choosy'].map(
      (name, i) => `  - { id: c${i}, analytics: [{ use: ./${name}.ts }] }`,
    );
    const { code, stdout, stderr } = await check(file('modules.yaml', ['tenants:', ...tenants, ''].join('\n')));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^actor-invalid: .*empty\.ts, /),
      expect.stringMatching(/^module-not-loaded: .*broken\.ts line 1, /),
      expect.stringMatching(/^actor-settings-invalid: .*most is missing/),
    ]);
  });

  test.each([
    ['nowhere.yaml', /^config-not-found: there is no such file, at .*nowhere\.yaml, /],
    ['syntax.yaml', /^config-syntax: .*syntax\.yaml line 2/],
    ['secret.yaml', /^config-secret-missing: .*MILLRACE_TEST_UNSET/],
  ])('%s is refused', async (name, pattern) => {
    file('syntax.yaml', 'a: [b\n');
    file('secret.yaml', `name: \${env:MILLRACE_TEST_UNSET}\n${RIGHT}`);
    const { code, stderr } = await check(join(folder, name));
    expect(code).toBe(1);
    expect(stderr).toMatch(pattern);
  });
});

test('print fills in the defaults, and what it prints is the same configuration', async () => {
  const printed = await millrace(['config', 'print', file('right.yaml', RIGHT)]);
  expect([printed.code, printed.stderr]).toEqual([0, '']);
  expect(parse(printed.stdout)).toMatchObject({
    name: 'millrace',
    checkpoint: { every: '10s' },
    tenants: [{ id: 'c1', partitions: 5, delivery: 'exactly-once', idleTimeout: '30s' }],
  });
  const again = await millrace(['config', 'print', file('printed.yaml', printed.stdout)]);
  expect(again.stdout).toBe(printed.stdout);
});

test('print shows no secret', async () => {
  const secret = file('secret.yaml', `name: \${env:MILLRACE_TEST_NAME}\n${RIGHT}`);
  const { stdout } = await millrace(['config', 'print', secret], { env: { MILLRACE_TEST_NAME: 'hush' } });
  expect(stdout).toContain('MILLRACE_TEST_NAME');
  expect(stdout).not.toContain('hush');
});

test('schema is a JSON schema', async () => {
  const { code, stdout } = await millrace(['config', 'schema']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ title: 'Millrace configuration', properties: { tenants: {} } });
});

test('config alone prints its help, as a wrong call', async () => {
  const { code, stderr } = await millrace(['config']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Usage: millrace config .*check .*print .*schema /s);
});

test('an unknown verb is answered with the nearest one', async () => {
  const { code, stderr } = await millrace(['config', 'chekc']);
  expect([code, stderr]).toEqual([2, "usage: unknown command 'chekc', millrace config, did you mean check?\n"]);
});
