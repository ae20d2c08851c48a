import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CassandraServer } from '../../services/cassandra/server.ts';
import { answering, givenCassandra, givenNats, localDataCenter } from '../../services/given.ts';
import { NatsServer } from '../../services/nats/server.ts';

/** The servers of one bench: those that the environment names, or its own on this machine. */
export interface Servers extends AsyncDisposable {
  readonly nats: string;
  /** Process id of the nats-server; 0 when it is not the bench's own. */
  readonly natsPid: number;
  readonly cassandra: string;
  readonly dataCenter: string;
  /** For what else the bench writes; gone with the servers. */
  readonly folder: string;
}

/** Throws `service-unavailable` when one is missing and cannot be fetched. */
export async function startServers(): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  await using started = new AsyncDisposableStack();
  started.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [natsGiven, cassandraGiven] = [givenNats(), givenCassandra()];
  const cassandra =
    cassandraGiven === undefined
      ? started.use(await CassandraServer.start({ folder: join(folder, 'cassandra') })).address
      : await answering(cassandraGiven, 'MILLRACE_CASSANDRA');
  const own =
    natsGiven === undefined ? started.use(await NatsServer.start({ folder: join(folder, 'nats') })) : undefined;
  const nats = own?.url ?? (natsGiven === undefined ? '' : await answering(natsGiven, 'MILLRACE_NATS'));
  const all = started.move();
  return {
    nats,
    natsPid: own?.pid ?? 0,
    cassandra,
    dataCenter: localDataCenter(),
    folder,
    [Symbol.asyncDispose]: async () => await all.disposeAsync(),
  };
}
