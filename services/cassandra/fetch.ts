import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../runtime/base/errors.ts';
import { unavailable } from '../errors.ts';
import { cached, filledCache } from '../fetching/cache.ts';
import { type Checksums, parseChecksums, verifyFolder } from '../fetching/checksums.ts';
import { findOnPath, outputOf } from '../fetching/tools.ts';
import { CASSANDRA_FIX } from './java.ts';
import { pom } from './project.ts';
import { CASSANDRA_VERSION } from './version.ts';

const NAME = `cassandra-${CASSANDRA_VERSION}`;

/** The folder of Cassandra's jars, fetched with Maven where they are missing. Throws `service-unavailable`, `checksum-mismatch`. */
export async function findCassandra(): Promise<string> {
  const folder = cached(NAME) ?? (await fetchCassandra(ownChecksums()));
  return join(folder, 'jars');
}

/** Fetches Cassandra into the cache and resolves with its folder there. */
export async function fetchCassandra(wanted: Checksums): Promise<string> {
  const where = 'the way to Cassandra';
  const maven = findOnPath('mvn');
  if (maven === undefined)
    throw unavailable(
      'there is no Cassandra, and no Maven to fetch it',
      where,
      `install Maven (Debian: maven), ${CASSANDRA_FIX}`,
    );
  return await filledCache(NAME, async (target) => {
    process.stderr.write(`fetching Cassandra ${CASSANDRA_VERSION}: a minute the first time\n`);
    const jars = join(target, 'jars');
    mkdirSync(jars);
    writeFileSync(join(target, 'pom.xml'), pom);
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${jars}`];
    await outputOf(maven, ['--batch-mode', '--quiet', ...goal], target).catch((thrown: unknown) => {
      throw unavailable(
        `Maven could not fetch Cassandra: ${messageOf(thrown)}`,
        where,
        `mend that, ${CASSANDRA_FIX}`,
        thrown,
      );
    });
    verifyFolder(jars, wanted);
  });
}

function ownChecksums(): Checksums {
  return parseChecksums(readFileSync(new URL('../cassandra.sha256', import.meta.url), 'utf8'));
}
