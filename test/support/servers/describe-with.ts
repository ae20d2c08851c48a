import { describe } from 'vitest';
import { messageOf } from '../../../runtime/base/errors.ts';
import { findCassandra } from '../../../services/cassandra/fetch.ts';
import { CASSANDRA_JAVA, findJava } from '../../../services/cassandra/java.ts';
import { findNatsServer } from '../../../services/nats/find.ts';
import type { Part } from '../../../services/options.ts';

/**
 * Tests on real servers, which are fetched where they are missing. Where they cannot be had the tests are skipped and say
 * why; with MILLRACE_REQUIRE_SERVERS set, as in CI, that is a failure.
 */
export async function describeWith(parts: readonly Part[], title: string, tests: () => void): Promise<void> {
  const reason = await whyMissing(parts);
  if (reason === undefined) describe(title, tests);
  else describe.skip(`${title} (skipped: ${reason})`, tests);
}

async function whyMissing(parts: readonly Part[]): Promise<string | undefined> {
  try {
    for (const part of parts) await find(part);
    return undefined;
  } catch (thrown) {
    if (process.env.MILLRACE_REQUIRE_SERVERS) throw thrown;
    return messageOf(thrown);
  }
}

async function find(part: Part): Promise<void> {
  if (part === 'nats') {
    await findNatsServer();
  } else if (!process.env.MILLRACE_CASSANDRA) {
    await findJava(CASSANDRA_JAVA);
    await findCassandra();
  }
}
