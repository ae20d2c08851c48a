import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { commands } from '../../../runtime/cli/commands.ts';
import { usageError } from '../../../runtime/cli/failure.ts';
import { binary, millrace } from '../../support/process/millrace.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('help', () => {
  test('is what millrace alone prints, with every command', async () => {
    const alone = await millrace([]);
    expect([alone.code, alone.stderr]).toEqual([0, '']);
    for (const { name, summary } of commands) expect(alone.stdout).toMatch(new RegExp(`^  ${name} +${summary}`, 'm'));
    expect(await millrace(['--help'])).toEqual(alone);
    expect(await millrace(['help'])).toEqual(alone);
  });

  test.each(commands.map(({ name }) => name))('of %s has an example that calls it', async (name) => {
    const { code, stdout, stderr } = await millrace([name, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: millrace ${name} `));
    expect(stdout).toMatch(new RegExp(`^ +\\$ .*millrace ${name}`, 'm'));
    expect((await millrace(['help', name])).stdout).toBe(stdout);
  });
});

test('the version is that of the package', async () => {
  expect(await millrace(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test.each([
  [['tial'], "usage: unknown command 'tial', millrace, did you mean tail?\n"],
  [['xyzzy'], "usage: unknown command 'xyzzy', millrace, see `millrace --help`\n"],
  [['--versoin'], "usage: unknown option '--versoin', millrace, did you mean --version?\n"],
  [['tenants', 'strat', 'c1'], "usage: unknown command 'strat', millrace tenants, did you mean start?\n"],
  [['send', '--jsno', 'c1'], "usage: unknown option '--jsno', millrace send, did you mean --json?\n"],
])('a wrong call is answered in one line: %s', async (args, stderr) => {
  expect(await millrace(args)).toMatchObject({ code: 2, stdout: '', stderr });
});

test.skipIf(!existsSync('/dev/full'))('output that cannot be written is a failure', () => {
  const full = openSync('/dev/full', 'w');
  const outcome = spawnSync(process.execPath, [binary, 'config', 'schema'], { stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  expect(outcome.status).toBe(1);
  expect(outcome.stderr.toString()).toMatch(
    /^file-unwritable: .*ENOSPC.*, standard output, check the space on its disk$/m,
  );
});

test.each([
  [
    "error: unknown option '--rat'\n(Did you mean --rate?)",
    "usage: unknown option '--rat', millrace x, did you mean --rate?",
  ],
  [
    "error: unknown command 'st'\n(Did you mean one of send, start?)",
    "usage: unknown command 'st', millrace x, did you mean send, start?",
  ],
  [
    "error: missing required argument 'tenant'",
    "usage: missing required argument 'tenant', millrace x, see `millrace x --help`",
  ],
  [
    "error: option '--rate <n>' argument 'x' is invalid. give a number",
    "usage: option '--rate <n>' argument 'x' is invalid, millrace x, give a number",
  ],
  [
    'error: too many arguments. Expected 1 argument but got 2.',
    'usage: too many arguments: expected 1 argument but got 2, millrace x, see `millrace x --help`',
  ],
])('commander says: %s', (message, expected) => {
  expect(usageError(new CommanderError(1, 'commander.some', message), 'millrace x').message).toBe(expected);
});
