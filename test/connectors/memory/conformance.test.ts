import { archiveSuite } from '../../conformance/archive.suite.ts';
import { logSuite } from '../../conformance/log.suite.ts';
import { mergedLogSuite } from '../../conformance/merged-log.suite.ts';
import { snapshotStoreSuite } from '../../conformance/snapshot-store.suite.ts';
import { tenantRegisterSuite } from '../../conformance/tenant-register.suite.ts';
import { memoryArchive, memoryLogs, memorySnapshots, memoryTenants } from './harness.ts';

logSuite('memory', memoryLogs);
mergedLogSuite('memory', memoryLogs);
snapshotStoreSuite('memory', memorySnapshots);
archiveSuite('memory', memoryArchive);
tenantRegisterSuite('memory', memoryTenants);
