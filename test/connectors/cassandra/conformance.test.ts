import { snapshotStoreSuite } from '../../conformance/snapshot-store.suite.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { openCassandraSnapshots } from './harness.ts';

await describeWith(['cassandra'], 'on a real Cassandra', () => snapshotStoreSuite('cassandra', openCassandraSnapshots));
