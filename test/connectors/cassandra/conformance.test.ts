import { describe } from 'vitest';
import { snapshotStoreSuite } from '../../conformance/snapshot-store.suite.ts';
import { testCassandra } from '../../support/servers/cassandra.ts';
import { openCassandraSnapshots } from './harness.ts';

describe.skipIf(testCassandra() === undefined)('with MILLRACE_CASSANDRA set to the address of one', () => {
  snapshotStoreSuite('cassandra', openCassandraSnapshots);
});
