import { randomUUID } from 'node:crypto';
import type { CassandraChoice } from '../../../connectors/cassandra/choice.ts';
import { CassandraSnapshotStore } from '../../../connectors/cassandra/snapshot-store.ts';
import type { SnapshotStore } from '../../../connectors/snapshot-store.ts';
import type { SnapshotHarness } from '../../conformance/snapshot-store.suite.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';

/** What the tests' own Cassandra is asked for. */
export async function testChoice(keyspace = 'millrace_test'): Promise<CassandraChoice> {
  const { contactPoint, localDataCenter } = await testCassandra();
  return {
    kind: 'cassandra',
    contactPoints: [contactPoint],
    localDataCenter,
    keyspace,
    replication: { class: 'SimpleStrategy', replication_factor: 1 },
    create: true,
    consistency: 'local-quorum',
  };
}

/** A store with nothing in it: making tables takes seconds, so each test has names of its own instead. */
export async function openCassandraSnapshots(): Promise<SnapshotHarness> {
  const choice = await testChoice();
  const world = randomUUID();
  let store = new CassandraSnapshotStore(choice);
  return {
    get store() {
      return within(world, store);
    },
    async reopen() {
      await store.close();
      store = new CassandraSnapshotStore(choice);
      return within(world, store);
    },
    cleanup: async () => await store.close(),
  };
}

/** The same store with all partitions under a name of their own. */
function within(world: string, store: SnapshotStore): SnapshotStore {
  const inside = <T extends { readonly partition: string }>(name: T): T => ({
    ...name,
    partition: `${world}/${name.partition}`,
  });
  return {
    putSegment: async (name, bytes) => await store.putSegment(inside(name), bytes),
    getSegment: async (name) => await store.getSegment(inside(name)),
    listCheckpoints: async (partition) => {
      const listed = await store.listCheckpoints(`${world}/${partition}`);
      return listed.map((name) => ({ ...name, partition }));
    },
    dropCheckpoint: async (name) => await store.dropCheckpoint(inside(name)),
    readManifest: async (partition) => await store.readManifest(`${world}/${partition}`),
    swapManifest: async (partition, expected, next) =>
      await store.swapManifest(`${world}/${partition}`, expected, next),
    close: async () => await store.close(),
  };
}
