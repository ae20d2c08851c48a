import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));

async function bench(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, 'customers', ...args]);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, code };
}

// The bench itself fails when a customer's results are not those of the plain computation.
test('has customers start together, and counts what idle tenants cost', { timeout: 120_000 }, async () => {
  const sizes = ['--only', '1,3', '--lines', '200', '--rounds', '1', '--idle', '4', '--seconds', '0.5'];
  const { stdout, stderr, code } = await bench(...sizes, '--json');
  expect(`${stderr}${code}`).toBe('0');
  const { rows } = JSON.parse(stdout) as { rows: Record<string, number>[] };
  const [one, three, idle] = rows;
  expect(one).toMatchObject({ customers: 1, events: 200 });
  expect(three).toMatchObject({ customers: 3, events: 600 });
  expect(one?.results).toBeGreaterThanOrEqual(200);
  expect(three?.results).toBeGreaterThanOrEqual(600);
  for (const row of [one, three]) expect(row?.seconds).toBeGreaterThan(0);
  expect(idle?.tenants).toBe(4);
  for (const figure of ['startSeconds', 'startProcessorSeconds', 'load', 'memory', 'files'])
    expect(idle?.[figure]).toBeGreaterThan(0);
});

test.each([
  ['--only', '0'],
  ['--only', 'many'],
  ['--lines', '0'],
  ['--seconds', 'x'],
])('refuses %s %s', async (...args) => {
  expect(await bench(...args)).toMatchObject({ code: 2, stderr: /^usage: / });
});
