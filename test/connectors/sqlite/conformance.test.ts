import { archiveSuite } from '../../conformance/archive.suite.ts';
import { logSuite } from '../../conformance/log.suite.ts';
import { snapshotStoreSuite } from '../../conformance/snapshot-store.suite.ts';
import { sqliteArchive, sqliteLogs, sqliteSnapshots } from './harness.ts';

logSuite('sqlite', sqliteLogs);
snapshotStoreSuite('sqlite', sqliteSnapshots);
archiveSuite('sqlite', sqliteArchive);
