import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { binary, millrace } from '../support/process/millrace.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { root } from './imports.ts';

// The README's own commands, in its order, against the demo's configuration as it is, on a folder and port of the test's.
const folder = mkdtempSync(join(tmpdir(), 'millrace-readme-'));
const env = { MILLRACE_DATA: join(folder, 'data'), MILLRACE_LISTEN: '127.0.0.1:0' };
const demo = join(root, 'config/examples/demo.yaml');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => (block as string).split('\n'))
  .map((line) => line.replace(/\s+#.*/, '').trim())
  .filter((line) => line !== '');
let runtime: RuntimeProcess;

beforeAll(async () => {
  Object.assign(process.env, env);
  runtime = new RuntimeProcess(demo, env.MILLRACE_DATA);
  await runtime.ready();
});

afterAll(async () => {
  expect(await runtime.signal('SIGTERM')).toBe(0);
  rmSync(folder, { recursive: true });
});

test('the README shows commands', () => {
  expect(commands.length).toBeGreaterThan(8);
});

for (const command of commands) {
  test(`README: ${command}`, { timeout: 60_000 }, async () => await tryCommand(command));
}

test('the README shows the examples as they are', () => {
  for (const example of ['own-analytic/flapping.ts', 'own-client/send.ts'])
    expect(readme).toContain(readFileSync(join(root, 'config/examples', example), 'utf8'));
});

async function tryCommand(command: string): Promise<void> {
  // The two commands of a fresh clone: what they run is run by this test and its neighbours.
  if (command === 'npm install && npm start') return expectScript('start', 'node bin/millrace.js start');
  if (command === 'npm install && npm test') return expectScript('test', 'vitest run');
  // Run by test/examples.
  if (command === 'npm run example') return expectScript('example', 'node examples/two-customers/main.ts');
  if (command.startsWith('npx millrace tail')) return await expectTail(command);
  if (command.startsWith('npx millrace start')) return await expectStart(command);
  if (command.startsWith('curl')) return await expectAnswer(command);
  if (command.startsWith('npx tsc')) return await expectTypes(command);
  // A shell finds `npx millrace` here as the README's reader does, but for the folder it works in.
  const { code, stdout, stderr } = await shell(command);
  expect({ command, code, stderr }).toMatchObject({ code: 0 });
  const output = />\s*(\S+)$|--output (\S+)/.exec(command);
  if (output === null) expect(stdout).not.toBe('');
  else expect(existsSync(join(folder, (output[1] ?? output[2]) as string))).toBe(true);
}

function expectScript(name: string, script: string): void {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts[name]).toBe(script);
}

/** `tail` goes on for ever: it has to print a result. */
async function expectTail(command: string): Promise<void> {
  const args = command.split(' ').slice(2);
  const { code, stdout } = await millrace([...args, '--limit', '1']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toHaveProperty('Message Type');
}

/** The demo listens elsewhere here. What goes on for ever has to answer with something. */
async function expectAnswer(command: string): Promise<void> {
  const endless = command.startsWith('curl -N') ? 'timeout 3 ' : '';
  const { code, stdout } = await shell(endless + command.replace('http://127.0.0.1:8787', await runtime.ready()));
  expect({ code, stdout }).toMatchObject({ code: endless === '' ? 0 : 124 });
  expect(stdout).not.toBe('');
  expect(stdout).not.toContain('"error"');
}

/** Another runtime needs a folder of its own. */
async function expectStart(command: string): Promise<void> {
  const data = join(folder, 'own');
  const other = spawn(process.execPath, [binary, ...command.split(' ').slice(2)], {
    cwd: root,
    env: { ...process.env, MILLRACE_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(other, 'close');
  other.stdout.setEncoding('utf8');
  for await (const text of other.stdout) if (/running: [1-9]/.test(text as string)) other.kill('SIGINT');
  await closed;
  expect(other.exitCode).toBe(0);
}

/** In the checkout; a check that finds nothing wrong says nothing. */
async function expectTypes(command: string): Promise<void> {
  expect(await shell(command, root)).toMatchObject({ code: 0, stdout: '' });
}

async function shell(command: string, cwd = folder): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const line = command.replaceAll('npx millrace', `"${process.execPath}" "${binary}"`);
  const child = spawn('sh', ['-c', line], { cwd });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  await once(child, 'close');
  return { code: child.exitCode, ...texts };
}
