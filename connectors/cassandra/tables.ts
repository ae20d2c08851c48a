/** A table: its columns with their types, and how it is made. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly key: string;
  readonly options: string;
}

const UNIFIED = "compaction = {'class': 'UnifiedCompactionStrategy'}";

/** Names are never used again, so a dropped checkpoint's marks need not be kept for long. */
const WRITE_ONCE = `${UNIFIED} AND gc_grace_seconds = 3600`;

/** Rows that all go by their age: what a day wrote goes as whole files. */
const BY_DAY =
  "compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': 'DAYS', 'compaction_window_size': '1'}";

const checkpointTables: readonly Table[] = [
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
    options: UNIFIED,
  },
];

/**
 * Every write of a roll-up says USING TIMESTAMP with its input sequence, so that an older one never wins. Sequences are far
 * below any clock: a write or delete without it would hide all that follow.
 */
const rollupTables: readonly Table[] = [
  {
    // An hour's keys of a partition, in buckets: an eighth of them is one of Cassandra's.
    name: 'rollups',
    columns: {
      tenant: 'text',
      partition: 'int',
      hour: 'bigint',
      bucket: 'int',
      station: 'text',
      sensor: 'text',
      alarm: 'text',
      events: 'bigint',
      activations: 'bigint',
    },
    key: '(tenant, partition, hour, bucket), station, sensor, alarm',
    options: UNIFIED,
  },
  {
    // Which hours there are roll-ups of. Written before them, so that none is ever unlisted.
    name: 'rollup_hours',
    columns: { tenant: 'text', day: 'int', hour: 'bigint', partition: 'int' },
    key: '(tenant, day), hour, partition',
    options: UNIFIED,
  },
];

const eventTables: readonly Table[] = [
  {
    // By the day of the event, and in buckets of input sequences.
    name: 'raw_events',
    columns: {
      tenant: 'text',
      partition: 'int',
      day: 'int',
      bucket: 'bigint',
      sequence: 'bigint',
      idx: 'int',
      time: 'bigint',
      payload: 'blob',
    },
    key: '(tenant, partition, day, bucket), sequence, idx',
    options: BY_DAY,
  },
  {
    // Which buckets a day has. Written before their events.
    name: 'raw_event_buckets',
    columns: { tenant: 'text', partition: 'int', day: 'int', bucket: 'bigint' },
    key: '(tenant, partition, day), bucket',
    options: BY_DAY,
  },
];

/** All of a keyspace. */
export const tables: readonly Table[] = [...checkpointTables, ...rollupTables, ...eventTables];

export function tableStatement(keyspace: string, { name, columns, key, options }: Table): string {
  const list = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  return `CREATE TABLE IF NOT EXISTS ${keyspace}.${name} (${list.join(', ')}, PRIMARY KEY (${key})) WITH ${options}`;
}

/** @param replication as CQL has it. */
export function keyspaceStatement(keyspace: string, replication: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(replication).map(([name, value]) => `'${name}': '${value}'`);
  return `CREATE KEYSPACE IF NOT EXISTS ${keyspace} WITH replication = {${pairs.join(', ')}}`;
}
