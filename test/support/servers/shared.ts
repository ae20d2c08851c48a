import { join } from 'node:path';
import { inject } from 'vitest';
import { answering, givenCassandra, givenNats, localDataCenter } from '../../../services/given.ts';
import { CassandraServer, NatsServer } from '../../../services/index.ts';
import { whileLocked } from '../../../services/process/lock.ts';

/**
 * The NATS of this test run, started when it is first asked for; it ends with the run. Files that run at the same time
 * have one each, so that a file may remove all streams. `MILLRACE_NATS` names another, which all of them share.
 */
export async function sharedNats(): Promise<{ readonly url: string }> {
  const given = givenNats();
  if (given !== undefined) return { url: await answering(given, 'MILLRACE_NATS') };
  const folder = join(inject('runFolder'), `nats-${process.env.VITEST_POOL_ID ?? '1'}`);
  return await whileLocked(`${folder}.lock`, async () => NatsServer.find(folder) ?? (await NatsServer.start({ folder })));
}

/** The Cassandra of this test run, started when it is first asked for; a test makes a keyspace of its own. */
export async function sharedCassandra(): Promise<{ readonly contactPoint: string; readonly localDataCenter: string }> {
  const given = givenCassandra();
  if (given !== undefined)
    return { contactPoint: await answering(given, 'MILLRACE_CASSANDRA'), localDataCenter: localDataCenter() };
  const folder = join(inject('runFolder'), 'cassandra');
  const { address, localDataCenter: own } = await whileLocked(
    `${folder}.lock`,
    async () => CassandraServer.find(folder) ?? (await CassandraServer.start({ folder })),
  );
  return { contactPoint: address, localDataCenter: own };
}
export { serversMissing } from './missing.ts';
