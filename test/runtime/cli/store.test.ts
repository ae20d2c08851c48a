import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CassandraArchive } from '../../../connectors/cassandra/archive.ts';
import { testChoice } from '../../connectors/cassandra/harness.ts';
import { millrace } from '../../support/process/millrace.ts';
import { describeWith } from '../../support/servers/describe-with.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The configuration of a store, as a file. */
function configured(store: string, log = '{ kind: jetstream }'): string {
  const file = join(folder, 'config.yaml');
  const tenants = 'tenants: [{ id: c1, analytics: [{ use: global-statistics }] }]';
  writeFileSync(file, `log: ${log}\nstore: ${store}\n${tenants}\n`);
  return file;
}

test('store init has nothing to do for files', async () => {
  const file = configured('{ kind: sqlite }', '{ kind: sqlite, folder: ./data }');
  const { code, stdout } = await millrace(['store', 'init', file]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'nothing to make: files are made by their first user\n' });
});

test('store init --print asks no server', async () => {
  const { code, stdout } = await millrace([
    'store',
    'init',
    configured('{ kind: cassandra, keyspace: ks }'),
    '--print',
  ]);
  expect(code).toBe(0);
  const lines = stdout.trim().split('\n');
  expect(lines[0]).toContain("CREATE KEYSPACE IF NOT EXISTS ks WITH replication = {'class': 'SimpleStrategy'");
  expect(lines).toHaveLength(8);
  for (const line of lines) expect(line).toMatch(/^CREATE (KEYSPACE|TABLE) IF NOT EXISTS ks.*;$/);
});

await describeWith(['cassandra'], 'on a real Cassandra', () => {
  test('store init makes what is missing, once, and the error of a store that may not names it', {
    timeout: 120_000,
  }, async () => {
    const keyspace = `init_${randomBytes(4).toString('hex')}`;
    const choice = await testChoice(keyspace);
    const [contactPoint] = choice.contactPoints;
    const file = configured(
      `{ kind: cassandra, contactPoints: "${contactPoint}", localDataCenter: ${choice.localDataCenter}, keyspace: ${keyspace}, create: false }`,
    );
    const archive = new CassandraArchive({ ...choice, create: false });
    const write = async () =>
      await archive.putRollups('c1', 0, 1, [{ station: 1, sensor: 1, alarm: 1, hour: 0, events: 1, activations: 1 }]);
    await expect(write()).rejects.toMatchObject({
      code: 'store-schema',
      fix: expect.stringContaining('npx millrace store init'),
    });

    const first = JSON.parse((await millrace(['store', 'init', file, '--json'])).stdout);
    expect(first.store).toBe('cassandra');
    expect(first.parts).toHaveLength(8);
    expect(first.parts.every(({ made }: { made: boolean }) => made)).toBe(true);
    await write();
    expect(await archive.topAlarms('c1', { from: 0, to: 1 }, 1)).toEqual([{ name: 1, activations: 1 }]);

    const { code, stdout } = await millrace(['store', 'init', file]);
    expect(code).toBe(0);
    expect(stdout).toContain(`${keyspace}.rollups: was there`);
    expect(stdout).not.toContain('made');
    await archive.close();
  });
});
