import { beforeAll } from 'vitest';
import '../support/owner/small-limits.ts';
import { ServerSite } from '../support/owner/site.ts';
import { describeWith } from '../support/servers/describe-with.ts';
import { failPointSuite } from './support/suite.ts';

await describeWith(['nats', 'cassandra'], 'on NATS and Cassandra', () => {
  beforeAll(async () => await new ServerSite().prepare());
  failPointSuite('servers', () => new ServerSite());
});
