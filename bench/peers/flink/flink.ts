import { readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MillraceError, messageOf } from '../../../runtime/base/errors.ts';
import { findJava } from '../../../services/cassandra/java.ts';
import { filledCache } from '../../../services/fetching/cache.ts';
import { findOnPath, outputOf } from '../../../services/fetching/tools.ts';
import { benchFolder } from '../../support/input-file.ts';
import type { Command } from '../../support/measure.ts';
import { FLINK_VERSION } from './version.ts';

const POM = fileURLToPath(new URL('./pom.xml', import.meta.url));
const JOB = fileURLToPath(new URL('./job', import.meta.url));
/** What Flink's own start scripts open. */
const OPENED = ['java.base/java.lang', 'java.base/java.util', 'java.base/java.time'];

let ready: Promise<{ readonly java: string; readonly path: string }> | undefined;

/**
 * The job in `job/`, in one JVM with a Flink cluster of its own. @param parallelism of all but reading and writing.
 * @throws service-unavailable, bench-failed.
 */
export async function flink(parallelism: number): Promise<(input: string, output: string) => Command> {
  ready ??= makeReady();
  const { java, path } = await ready;
  const opens = OPENED.flatMap((one) => ['--add-opens', `${one}=ALL-UNNAMED`]);
  return (input, output) => ({
    program: java,
    args: [...opens, '-cp', path, 'AlarmJob', input, output, String(parallelism)],
  });
}

/** Fetches Flink where it is missing, and compiles the job. */
async function makeReady(): Promise<{ readonly java: string; readonly path: string }> {
  const java = await findJava();
  const jars = join(await fetched(), '*');
  const classes = join(benchFolder, `flink-job-${process.pid}`);
  await mkdir(classes, { recursive: true });
  process.on('exit', () => rmSync(classes, { recursive: true, force: true }));
  const sources = readdirSync(JOB).map((file) => join(JOB, file));
  await outputOf(required('javac'), ['-d', classes, '-cp', jars, ...sources]).catch((thrown: unknown) => {
    throw failed(`the job does not compile: ${messageOf(thrown)}`, JOB, 'mend it');
  });
  return { java, path: `${classes}:${jars}` };
}

/** The folder of Flink's jars. */
async function fetched(): Promise<string> {
  return await filledCache(`flink-${FLINK_VERSION}`, async (folder) => {
    process.stderr.write(`fetching Flink ${FLINK_VERSION}, the first time\n`);
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
    const args = ['--batch-mode', '--quiet', '--strict-checksums', '--file', POM, `-Dflink.version=${FLINK_VERSION}`];
    await outputOf(required('mvn'), [...args, ...goal]).catch((thrown: unknown) => {
      throw failed(`Maven could not fetch Flink: ${messageOf(thrown)}`, 'the way to Flink', 'mend that');
    });
  });
}

function required(name: string): string {
  const found = findOnPath(name);
  if (found !== undefined) return found;
  throw failed(`there is no ${name}`, 'the PATH', 'install a JDK 17 and Maven (Debian: openjdk-17-jdk-headless maven)');
}

function failed(what: string, where: string, fix: string): MillraceError {
  return new MillraceError('bench-failed', { what, where, fix: `${fix}, or leave flink-1 and flink-2 out` });
}
