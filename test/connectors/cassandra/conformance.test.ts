import { archiveSuite } from '../../conformance/archive.suite.ts';
import { snapshotStoreSuite } from '../../conformance/snapshot-store.suite.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { openCassandraArchive, openCassandraSnapshots } from './harness.ts';

await describeWith(['cassandra'], 'on a real Cassandra', () => {
  snapshotStoreSuite('cassandra', openCassandraSnapshots);
  archiveSuite('cassandra', openCassandraArchive);
});
