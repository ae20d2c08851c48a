import { archiveSuite } from '../../conformance/archive.suite.ts';
import { logSuite } from '../../conformance/log.suite.ts';
import { snapshotStoreSuite } from '../../conformance/snapshot-store.suite.ts';
import { memoryArchive, memoryLogs, memorySnapshots } from './harness.ts';

logSuite('memory', memoryLogs);
snapshotStoreSuite('memory', memorySnapshots);
archiveSuite('memory', memoryArchive);
