import { MillraceError } from '../../../runtime/base/errors.ts';
import { givenCassandra, givenNats } from '../../../services/given.ts';
import { findCassandra, findJava, findNatsServer } from '../../../services/index.ts';

const finders = {
  nats: async (): Promise<unknown> => givenNats() ?? (await findNatsServer()),
  cassandra: async (): Promise<unknown> => givenCassandra() ?? (await Promise.all([findJava(), findCassandra()])),
};

/**
 * Why servers cannot be had here, which is printed too, or undefined when they can: `describe.skipIf(await serversMissing('nats'))`.
 * Programs that are not there yet are fetched. With `MILLRACE_REQUIRE_SERVERS=1` throws the reason.
 */
export async function serversMissing(...wanted: readonly (keyof typeof finders)[]): Promise<string | undefined> {
  try {
    for (const part of wanted) await finders[part]();
    return undefined;
  } catch (thrown) {
    const isMissing = thrown instanceof MillraceError && thrown.code === 'service-unavailable';
    if (!isMissing || process.env.MILLRACE_REQUIRE_SERVERS === '1') throw thrown;
    console.warn(`skipped: ${thrown.message}`);
    return thrown.message;
  }
}
