import { beforeAll } from 'vitest';
import { limits } from '../../runtime/base/limits.ts';
import '../support/owner/small-limits.ts';
import { ServerSite } from '../support/owner/site.ts';
import { describeWith } from '../support/servers/describe-with.ts';
import { zombieSuite } from './support/zombie-suite.ts';

Object.assign(limits, { publishedRecords: 1 });

await describeWith(['nats', 'cassandra'], 'on NATS and Cassandra', () => {
  beforeAll(async () => await new ServerSite().prepare());
  zombieSuite(() => new ServerSite());
});
