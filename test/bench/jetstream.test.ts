import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { testCassandra } from '../support/servers/cassandra.ts';
import { describeWith } from '../support/servers/describe-with.ts';

const MAIN = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));

/** Rows by program; the bench itself fails when results differ. */
async function bench(...args: readonly string[]): Promise<Map<string, Record<string, unknown>>> {
  const { contactPoint, localDataCenter } = await testCassandra();
  const env = { ...process.env, MILLRACE_CASSANDRA: contactPoint, MILLRACE_CASSANDRA_DC: localDataCenter };
  const child = spawn(process.execPath, [MAIN, 'jetstream', '--rounds', '1', '--json', ...args], { env });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect(`${stderr}${code}`).toBe('0');
  const { rows } = JSON.parse(stdout) as { rows: { program: string }[] };
  return new Map(rows.map((row) => [row.program, row]));
}

await describeWith(['nats', 'cassandra'], 'npm run bench -- jetstream', () => {
  test('runs every program on a filled stream, and their results agree', { timeout: 240_000 }, async () => {
    const programs = ['pipe-1', 'millrace-1', 'pipe-4', 'hand-4', 'millrace-4', 'millrace-4-unkeyed'];
    const rows = await bench('--events', '2000', '--seconds', '0', '--only', programs.join(','));
    expect([...rows.keys()]).toEqual(programs);
    for (const row of rows.values()) expect(row.eventsPerSecond).toBeGreaterThan(0);
  });

  test('sends at a rate, and every event is answered', { timeout: 240_000 }, async () => {
    const rows = await bench(
      '--events',
      '0',
      '--seconds',
      '1',
      '--warm',
      '1',
      '--rate',
      '200',
      '--only',
      'pipe-4,millrace-4',
    );
    expect([...rows.keys()]).toEqual(['pipe-4', 'millrace-4']);
    for (const row of rows.values()) expect(row).toMatchObject({ rate: 200, unanswered: 0 });
  });
});
