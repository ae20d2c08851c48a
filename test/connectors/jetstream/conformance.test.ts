import { logSuite } from '../../conformance/log.suite.ts';
import { openJetStreamLogs } from './harness.ts';

logSuite('jetstream', openJetStreamLogs);
