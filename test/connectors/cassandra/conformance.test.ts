import { snapshotStoreSuite } from '../../conformance/snapshot-store.suite.ts';
import { openCassandraSnapshots } from './harness.ts';

snapshotStoreSuite('cassandra', openCassandraSnapshots);
