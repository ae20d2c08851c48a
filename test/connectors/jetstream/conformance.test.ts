import { logSuite } from '../../conformance/log.suite.ts';
import { mergedLogSuite } from '../../conformance/merged-log.suite.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { openJetStreamLogs } from './harness.ts';

await describeWith(['nats'], 'on a real nats-server', () => {
  logSuite('jetstream', openJetStreamLogs);
  mergedLogSuite('jetstream', openJetStreamLogs);
});
