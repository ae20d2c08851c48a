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
  let tables = await columnsIn(client, keyspace);
  if (create && readOnly !== true && TABLES.some(({ name }) => !tables.has(name))) {
    await createAll(client, choice);
    tables = await columnsIn(client, keyspace);
  }
  for (const { name, columns } of TABLES) {
    const found = tables.get(name);
    if (found === undefined) throw unfit(keyspace, name, 'it is not there', create);
    for (const [column, type] of Object.entries(columns)) {
      const has = found.get(column);
      if (has !== type) throw unfit(keyspace, name, `its column ${column} is ${has ?? 'missing'}, not ${type}`, create);
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
}

/** The types of all columns in a keyspace, by table and column. */
async function columnsIn(client: Client, keyspace: string): Promise<Map<string, Map<string, string>>> {
  const query = 'SELECT table_name, column_name, type FROM system_schema.columns WHERE keyspace_name = ?';
  const { rows } = await client.execute(query, [keyspace]);
  const tables = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const [table, column, type] = ['table_name', 'column_name', 'type'].map((name) => row.get(name) as string);
    const columns = tables.get(table as string) ?? new Map<string, string>();
    tables.set(table as string, columns.set(column as string, type as string));
  }
  return tables;
}

function unfit(keyspace: string, table: string, what: string, create: boolean): MillraceError {
  return new MillraceError('store-schema', {
    what: `the table cannot hold checkpoints: ${what}`,
    where: `table ${keyspace}.${table}`,
    fix: create ? 'drop it, or name another keyspace' : 'set store.create to true, or create it as the runtime would',
  });
}
