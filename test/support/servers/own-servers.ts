import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CassandraServer } from '../../../services/cassandra/server.ts';
import { NatsServer } from '../../../services/nats/server.ts';
import type { LocalServer } from '../../../services/process/local-server.ts';

/** A server that a test may harm: its own, and gone with it. */
export interface OwnServer<S extends LocalServer> extends AsyncDisposable {
  readonly server: S;
}

/** @param config more lines of its configuration. */
export async function ownNats(config = ''): Promise<OwnServer<NatsServer>> {
  return await own('nats', async (folder) => await NatsServer.start({ folder, config }));
}

/** With the commit log that survives a kill. */
export async function ownCassandra(): Promise<OwnServer<CassandraServer>> {
  return await own('cassandra', async (folder) => await CassandraServer.start({ folder, commitLog: 'batch' }));
}

async function own<S extends LocalServer>(name: string, start: (folder: string) => Promise<S>): Promise<OwnServer<S>> {
  const folder = mkdtempSync(join(tmpdir(), `millrace-own-${name}-`));
  const server = await start(folder);
  return {
    server,
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
