import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connectors, openConnectors, type StoreChoice } from '../../connectors/registry.ts';
import { systemClock } from '../../runtime/base/clock.ts';
import { localDataCenter } from '../../services/given.ts';
import { usage } from '../support/arguments.ts';

export const storeNames = ['memory', 'sqlite', 'cassandra'] as const;
export type StoreName = (typeof storeNames)[number];

/** Logs in memory, and a store and archive with nothing in them, gone with their user (but a keyspace stays). */
export interface BenchStore extends AsyncDisposable {
  readonly connectors: Connectors;
}

/** Cassandra is the one that MILLRACE_CASSANDRA names. Throws `usage` when it names none. */
export async function openStore(name: StoreName): Promise<BenchStore> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
  const connectors = await openConnectors({
    log: { kind: 'memory' },
    store: choiceOf(name, folder),
    clock: systemClock,
  });
  const dispose = async (): Promise<void> => {
    await connectors.close();
    await rm(folder, { recursive: true });
  };
  return { connectors, [Symbol.asyncDispose]: dispose };
}

function choiceOf(name: StoreName, folder: string): StoreChoice {
  if (name === 'memory') return { kind: 'memory' };
  if (name === 'sqlite') return { kind: 'sqlite', folder };
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
