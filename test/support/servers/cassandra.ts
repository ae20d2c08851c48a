import { join } from 'node:path';
import { inject } from 'vitest';
import { CassandraServer } from '../../../services/cassandra/server.ts';
import { localDataCenter } from '../../../services/given.ts';
import { whileLocked } from '../../../services/process/lock.ts';

/** A Cassandra that the tests may use. */
export interface TestCassandra {
  /** `host:port`. */
  readonly contactPoint: string;
  readonly localDataCenter: string;
}

/**
 * The Cassandra of this run of the tests: the one that MILLRACE_CASSANDRA (and MILLRACE_CASSANDRA_DC) name, or one that is
 * started by whoever asks first and ended with the run. A test that harms its server starts one of its own.
 */
export async function testCassandra(): Promise<TestCassandra> {
  const given = process.env.MILLRACE_CASSANDRA;
  return { contactPoint: given || (await shared()), localDataCenter: localDataCenter() };
}

async function shared(): Promise<string> {
  const folder = join(inject('serversFolder'), 'cassandra');
  return await whileLocked(`${folder}.lock`, async () => {
    const server = CassandraServer.find(folder) ?? (await CassandraServer.start({ folder }));
    return server.address;
  });
}
