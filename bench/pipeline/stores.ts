import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CassandraSnapshotStore } from '../../connectors/cassandra/snapshot-store.ts';
import { MemorySnapshotStore } from '../../connectors/memory/snapshot-store.ts';
import type { SnapshotStore } from '../../connectors/snapshot-store.ts';
import { SqliteSnapshotStore } from '../../connectors/sqlite/snapshot-store.ts';
import { localDataCenter } from '../../services/given.ts';
import { usage } from '../support/arguments.ts';

export const storeNames = ['memory', 'sqlite', 'cassandra'] as const;
export type StoreName = (typeof storeNames)[number];

/** A store with nothing in it, gone with its user (but a keyspace stays). */
export interface BenchStore extends AsyncDisposable {
  readonly snapshots: SnapshotStore;
}

/** Cassandra is the one that MILLRACE_CASSANDRA names. Throws `usage` when it names none. */
export async function openStore(name: StoreName): Promise<BenchStore> {
  switch (name) {
    case 'memory':
      return { snapshots: new MemorySnapshotStore(), [Symbol.asyncDispose]: async () => {} };
    case 'sqlite': {
      const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
      const snapshots = new SqliteSnapshotStore(folder);
      const close = async (): Promise<void> => {
        await snapshots.close();
        await rm(folder, { recursive: true });
      };
      return { snapshots, [Symbol.asyncDispose]: close };
    }
    case 'cassandra': {
      const snapshots = new CassandraSnapshotStore(cassandraChoice());
      return { snapshots, [Symbol.asyncDispose]: async () => await snapshots.close() };
    }
  }
}

function cassandraChoice(): ConstructorParameters<typeof CassandraSnapshotStore>[0] {
  const given = process.env.MILLRACE_CASSANDRA;
  if (!given) throw usage('no Cassandra is named', 'set MILLRACE_CASSANDRA to host:port (npm run services -- start)');
  return {
    kind: 'cassandra',
    contactPoints: given.split(','),
    localDataCenter: localDataCenter(),
    keyspace: `bench_${randomUUID().replaceAll('-', '').slice(0, 16)}`,
    replication: { class: 'SimpleStrategy', replication_factor: 1 },
    create: true,
    consistency: 'local-quorum',
  };
}
