import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { CassandraArchive } from '../../../connectors/cassandra/archive.ts';
import { Session } from '../../../connectors/cassandra/session.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testChoice } from './harness.ts';

await describeWith(['cassandra'], 'on a real Cassandra', () => {
  test('raw events have a time to live, and the list of their buckets a longer one', { timeout: 60_000 }, async () => {
    const choice = await testChoice();
    const tenant = randomUUID();
    const archive = new CassandraArchive(choice);
    const session = new Session(choice);
    const raw = { index: 0, time: 5, payload: Buffer.from('x') };
    await archive.putEvents(tenant, 0, [{ ...raw, sequence: 1 }], 3_600_000);
    await archive.putEvents(tenant, 0, [{ ...raw, sequence: 2 }]);
    const query =
      'SELECT sequence, TTL(payload) AS ttl FROM $.raw_events WHERE tenant = ? AND partition = 0 AND day = 0 AND bucket = 0';
    const { rows } = await session.read(query, [tenant]);
    const [kept, forever] = rows.map((row) => row.get('ttl') as number | null);
    expect(kept).toBeGreaterThan(3500);
    expect(kept).toBeLessThanOrEqual(3600);
    expect(forever).toBeNull();
    await archive.close();
    await session.close();
  });
});
