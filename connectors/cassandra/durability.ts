import type { Client } from 'cassandra-driver';
import { messageOf } from '../../runtime/base/errors.ts';
import type { CommitLogSync, StoreDurability } from '../durability.ts';
import type { CassandraChoice } from './choice.ts';
import { openClient } from './client.ts';
import { storeError } from './errors.ts';

/**
 * How the keyspace is kept, as the node that is asked says. A keyspace that is not there yet counts as it would be created.
 *
 * @throws store-unavailable, store-refused.
 */
export async function cassandraDurability(choice: CassandraChoice): Promise<StoreDurability> {
  const client = await openClient(choice);
  try {
    const query = 'SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?';
    const [row] = (await client.execute(query, [choice.keyspace])).rows;
    const replication = (row?.get('replication') ?? choice.replication) as Readonly<Record<string, string | number>>;
    return { kind: 'cassandra', replicas: replicasIn(replication), commitLog: await commitLogOf(client) };
  } catch (thrown) {
    throw storeError(thrown, `keyspace ${choice.keyspace}`, false);
  } finally {
    await client.shutdown();
  }
}

/** Copies of each row, all data centres together. */
function replicasIn({ class: _, ...copies }: Readonly<Record<string, string | number>>): number {
  return Object.values(copies).reduce<number>((sum, count) => sum + (Number(count) || 0), 0);
}

/** A user may be kept from the settings, and Cassandra 3 has no table of them. */
async function commitLogOf(client: Client): Promise<CommitLogSync> {
  try {
    const names = "('commitlog_sync', 'commitlog_sync_period')";
    const { rows } = await client.execute(`SELECT name, value FROM system_views.settings WHERE name IN ${names}`);
    const settings = new Map(rows.map((row) => [row.get('name') as string, row.get('value') as string]));
    const mode = settings.get('commitlog_sync');
    if (mode === 'batch' || mode === 'group') return { mode };
    const milliseconds = millisecondsOf(settings.get('commitlog_sync_period') ?? '');
    if (mode === 'periodic') return { mode, milliseconds };
    return { unknown: `commitlog_sync is ${mode ?? 'not told'}` };
  } catch (thrown) {
    return { unknown: messageOf(thrown) };
  }
}

/** Of `10s` or `10000ms`; Cassandra's default where it says nothing. */
function millisecondsOf(text: string): number {
  const [, number, unit] = /^(\d+)(ms|s)$/.exec(text) ?? [];
  return number === undefined ? 10_000 : Number(number) * (unit === 's' ? 1000 : 1);
}
