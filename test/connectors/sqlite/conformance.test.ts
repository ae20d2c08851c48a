import { archiveSuite } from '../../conformance/archive.suite.ts';
import { logSuite } from '../../conformance/log.suite.ts';
import { mergedLogSuite } from '../../conformance/merged-log.suite.ts';
import { snapshotStoreSuite } from '../../conformance/snapshot-store.suite.ts';
import { tenantRegisterSuite } from '../../conformance/tenant-register.suite.ts';
import { sqliteArchive, sqliteLogs, sqliteSnapshots, sqliteTenants } from './harness.ts';

logSuite('sqlite', sqliteLogs);
mergedLogSuite('sqlite', sqliteLogs);
snapshotStoreSuite('sqlite', sqliteSnapshots);
archiveSuite('sqlite', sqliteArchive);
tenantRegisterSuite('sqlite', sqliteTenants);
