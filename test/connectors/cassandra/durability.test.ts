import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cassandraDurability } from '../../../connectors/cassandra/durability.ts';
import { CassandraServer } from '../../../services/cassandra/server.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testChoice } from './harness.ts';

await describeWith(['cassandra'], 'how a real Cassandra keeps what it acknowledged', () => {
  test('is told by its settings and the keyspace', { timeout: 300_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-own-cassandra-'));
    const server = await CassandraServer.start({ folder, commitLog: 'periodic' });
    try {
      const choice = { ...(await testChoice('not_there')), contactPoints: [server.address] };
      const localDataCenter = server.localDataCenter;
      expect(await cassandraDurability({ ...choice, localDataCenter })).toEqual({
        kind: 'cassandra',
        replicas: 1,
        commitLog: { mode: 'periodic', milliseconds: 10_000 },
      });
      const replication = { class: 'NetworkTopologyStrategy', dc1: 3, dc2: 2 };
      const wanted = await cassandraDurability({ ...choice, localDataCenter, replication });
      expect(wanted).toMatchObject({ replicas: 5 });
      // A keyspace that is there counts as it is.
      const there = await cassandraDurability({ ...choice, localDataCenter, replication, keyspace: 'system_auth' });
      expect(there).toMatchObject({ replicas: 1 });
    } finally {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
