import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { NatsServer } from '../../services/nats/server.ts';
import '../support/owner/small-limits.ts';
import { ServerSite } from '../support/owner/site.ts';
import { describeWith } from '../support/servers/describe-with.ts';
import { checkpointGateSuite } from './support/checkpoint-gate-suite.ts';
import { logGateSuite } from './support/log-gate-suite.ts';
import { ServerVandal } from './support/server-vandal.ts';

await describeWith(['nats', 'cassandra'], 'on NATS and Cassandra', () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await NatsServer.start({ folder: mkdtempSync(join(tmpdir(), 'millrace-nats-')) });
    await new ServerSite(nats.url).prepare();
  });
  afterAll(async () => {
    await nats.stop();
    rmSync(nats.folder, { recursive: true, force: true });
  });

  logGateSuite(
    () => new ServerSite(nats.url),
    (ground) => new ServerVandal(nats, ground),
  );
  checkpointGateSuite(() => new ServerSite(nats.url));
});
