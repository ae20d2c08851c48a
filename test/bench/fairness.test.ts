import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));

async function bench(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, 'fairness', ...args]);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, code };
}

// The bench itself fails when the quiet tenant's results are not as they should be, or the neighbour has nothing left to do.
test('measures a quiet tenant beside each kind of neighbour', { timeout: 120_000 }, async () => {
  const sizes = ['--lines', '200', '--singles', '3', '--backlog', '200000', '--rounds', '1'];
  const { stdout, stderr, code } = await bench('--only', 'flood-4,throwing,busy-50ms', ...sizes, '--json');
  expect(`${stderr}${code}`).toBe('0');
  const { rows } = JSON.parse(stdout) as { rows: Record<string, unknown>[] };
  expect(rows.map(({ neighbour, partitions }) => [neighbour, partitions])).toEqual([
    ['flood-4', 4],
    ['throwing', 1],
    ['busy-50ms', 1],
  ]);
  for (const row of rows) {
    for (const figure of ['alone', 'beside', 'ratio', 'aloneHalf', 'aloneMost', 'besideHalf', 'besideMost'])
      expect(row[figure]).toBeGreaterThan(0);
  }
});

test.each([
  ['--only', 'nobody'],
  ['--lines', '0'],
  ['--rounds', 'x'],
])('refuses %s %s', async (...args) => {
  expect(await bench(...args)).toMatchObject({ code: 2, stderr: /^usage: / });
});
