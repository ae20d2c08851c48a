import type { Client } from 'cassandra-driver';
import { MillraceError } from '../../runtime/base/errors.ts';
import type { CassandraChoice } from './choice.ts';

/** A table: its columns with their types, and how it is made. */
interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly key: string;
  readonly options: string;
}

/** Names are never used again, so a dropped checkpoint's marks need not be kept for long. */
const WRITE_ONCE = "compaction = {'class': 'UnifiedCompactionStrategy'} AND gc_grace_seconds = 3600";

const TABLES: readonly Table[] = [
  {
    // A whole checkpoint of an epoch is one partition of Cassandra's, dropped by one delete.
    name: 'segments',
    columns: { partition: 'text', epoch: 'bigint', checkpoint: 'bigint', chunk: 'int', bytes: 'blob' },
    key: '(partition, epoch, checkpoint), chunk',
    options: WRITE_ONCE,
  },
  {
    // Written before its first segment, so that no segment is ever unlisted.
    name: 'checkpoints',
    columns: { partition: 'text', epoch: 'bigint', checkpoint: 'bigint' },
    key: 'partition, epoch, checkpoint',
    options: WRITE_ONCE,
  },
  {
    // Touched by compare-and-set alone, deletes included.
    name: 'manifests',
    columns: { partition: 'text', write_id: 'text', bytes: 'blob' },
    key: 'partition',
    options: "compaction = {'class': 'UnifiedCompactionStrategy'}",
  },
];

/** Creates the keyspace and tables where they are missing and may be made, then checks them. @throws store-schema. */
export async function ensureSchema(client: Client, choice: CassandraChoice): Promise<void> {
  const { keyspace, create, readOnly } = choice;
  if (create && readOnly !== true) await createAll(client, choice);
  for (const table of TABLES) {
    const found = await client.metadata.getTable(keyspace, table.name);
    if (!found) throw unfit(keyspace, table.name, 'it is not there', create);
    for (const [column, type] of Object.entries(table.columns)) {
      const has = await columnType(client, keyspace, table.name, column);
      if (has !== type)
        throw unfit(keyspace, table.name, `its column ${column} is ${has ?? 'missing'}, not ${type}`, create);
    }
  }
}

async function createAll(client: Client, { keyspace, replication }: CassandraChoice): Promise<void> {
  const pairs = Object.entries(replication).map(([name, value]) => `'${name}': '${value}'`);
  const options = { prepare: false };
  await client.execute(
    `CREATE KEYSPACE IF NOT EXISTS ${keyspace} WITH replication = {${pairs.join(', ')}}`,
    [],
    options,
  );
  for (const { name, columns, key, options: table } of TABLES) {
    const list = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
    const definition = `${list.join(', ')}, PRIMARY KEY (${key})`;
    await client.execute(`CREATE TABLE IF NOT EXISTS ${keyspace}.${name} (${definition}) WITH ${table}`, [], options);
  }
  await client.metadata.refreshKeyspace(keyspace);
}

async function columnType(
  client: Client,
  keyspace: string,
  table: string,
  column: string,
): Promise<string | undefined> {
  const query = 'SELECT type FROM system_schema.columns WHERE keyspace_name = ? AND table_name = ? AND column_name = ?';
  const { rows } = await client.execute(query, [keyspace, table, column]);
  return rows[0]?.get('type') as string | undefined;
}

function unfit(keyspace: string, table: string, what: string, create: boolean): MillraceError {
  return new MillraceError('store-schema', {
    what: `the table cannot hold checkpoints: ${what}`,
    where: `table ${keyspace}.${table}`,
    fix: create ? 'drop it, or name another keyspace' : 'set store.create to true, or create it as the runtime would',
  });
}
