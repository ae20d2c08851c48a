import type { Client } from 'cassandra-driver';
import { MillraceError } from '../../runtime/base/errors.ts';
import type { CassandraChoice } from './choice.ts';
import { keyspaceStatement, type Table, tableStatement, tables } from './tables.ts';

/** A name in a keyspace and whether it had to be made; the keyspace itself is the first. */
export interface MadePart {
  readonly name: string;
  readonly made: boolean;
}

type Columns = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Creates the keyspace and tables where they are missing and may be made, then checks them. @throws store-schema. */
export async function ensureSchema(client: Client, choice: CassandraChoice): Promise<void> {
  const { keyspace, create, readOnly } = choice;
  const found = await columnsIn(client, keyspace);
  const isWhole = tables.every(({ name }) => found.has(name));
  if (isWhole || !create || readOnly === true) checkTables(found, choice);
  else await makeSchema(client, choice);
}

/** Creates what is missing, whatever `create` says, and checks all of it. @throws store-schema. */
export async function makeSchema(client: Client, choice: CassandraChoice): Promise<readonly MadePart[]> {
  const { keyspace, replication } = choice;
  const before = await columnsIn(client, keyspace);
  const hadKeyspace = before.size > 0 || (await hasKeyspace(client, keyspace));
  if (!hadKeyspace) await define(client, keyspaceStatement(keyspace, replication));
  for (const table of tables) if (!before.has(table.name)) await define(client, tableStatement(keyspace, table));
  checkTables(await columnsIn(client, keyspace), choice);
  return [
    { name: keyspace, made: !hadKeyspace },
    ...tables.map(({ name }) => ({ name: `${keyspace}.${name}`, made: !before.has(name) })),
  ];
}

/** The statements that make a keyspace with all its tables. */
export function schemaStatements({ keyspace, replication }: CassandraChoice): readonly string[] {
  return [keyspaceStatement(keyspace, replication), ...tables.map((table) => tableStatement(keyspace, table))];
}

async function define(client: Client, statement: string): Promise<void> {
  await client.execute(statement, [], { prepare: false });
}

async function hasKeyspace(client: Client, keyspace: string): Promise<boolean> {
  const query = 'SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?';
  return (await client.execute(query, [keyspace])).rowLength > 0;
}

/** The types of all columns in a keyspace, by table and column. */
async function columnsIn(client: Client, keyspace: string): Promise<Columns> {
  const query = 'SELECT table_name, column_name, type FROM system_schema.columns WHERE keyspace_name = ?';
  const { rows } = await client.execute(query, [keyspace]);
  const found = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const [table, column, type] = ['table_name', 'column_name', 'type'].map((name) => row.get(name) as string);
    const columns = found.get(table as string) ?? new Map<string, string>();
    found.set(table as string, columns.set(column as string, type as string));
  }
  return found;
}

function checkTables(found: Columns, choice: CassandraChoice): void {
  for (const table of tables) {
    const wrong = complaintOf(table, found.get(table.name));
    if (wrong !== undefined) throw unfit(choice.keyspace, table.name, wrong, found.has(table.name));
  }
}

function complaintOf({ columns }: Table, found: ReadonlyMap<string, string> | undefined): string | undefined {
  if (found === undefined) return 'it is not there';
  for (const [column, type] of Object.entries(columns)) {
    const has = found.get(column);
    if (has !== type) return `its column ${column} is ${has ?? 'missing'}, not ${type}`;
  }
  return undefined;
}

function unfit(keyspace: string, table: string, what: string, exists: boolean): MillraceError {
  return new MillraceError('store-schema', {
    what: `the table cannot be used: ${what}`,
    where: `table ${keyspace}.${table}`,
    fix: exists
      ? 'drop it, or name another keyspace'
      : 'make it with `npx millrace store init CONFIG`, or set store.create to true',
  });
}
