import { randomUUID } from 'node:crypto';
import type { Archive } from '../../../connectors/archive.ts';
import { CassandraArchive } from '../../../connectors/cassandra/archive.ts';
import type { CassandraChoice } from '../../../connectors/cassandra/choice.ts';
import { CassandraSnapshotStore } from '../../../connectors/cassandra/snapshot-store.ts';
import type { SnapshotStore } from '../../../connectors/snapshot-store.ts';
import type { ArchiveHarness } from '../../conformance/archive.suite.ts';
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

/** An archive with nothing in it, in the same way. */
export async function openCassandraArchive(): Promise<ArchiveHarness> {
  const choice = await testChoice();
  const world = randomUUID();
  let archive = new CassandraArchive(choice);
  return {
    get archive() {
      return ofTenants(world, archive);
    },
    async reopen() {
      await archive.close();
      archive = new CassandraArchive(choice);
      return ofTenants(world, archive);
    },
    cleanup: async () => await archive.close(),
  };
}

/** The same archive with all tenants under names of their own. */
function ofTenants(world: string, archive: Archive): Archive {
  return new Proxy(archive, {
    get(_, name) {
      const member: unknown = Reflect.get(archive, name, archive);
      if (typeof member !== 'function') return member;
      return (...[tenant, ...rest]: unknown[]) => Reflect.apply(member, archive, [`${world}/${tenant}`, ...rest]);
    },
  });
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
    remove: async (partition) => await store.remove(`${world}/${partition}`),
    close: async () => await store.close(),
  };
}
