import { hash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MillraceError, messageOf } from '../../runtime/base/errors.ts';
import { findJava } from '../../services/cassandra/java.ts';
import { filledCache } from '../../services/fetching/cache.ts';
import { findOnPath, outputOf } from '../../services/fetching/tools.ts';
import { benchFolder } from './input-file.ts';

const OR_ELSE = 'or leave that program out';
const SHARED = fileURLToPath(new URL('../peers/java', import.meta.url));

/** Java sources and what they need. */
export interface JavaJob {
  /** Of the system it runs on, with its version: names it in the cache. */
  readonly name: string;
  /** Folder of the Maven project that has its dependencies, and of the sources in `job`. */
  readonly folder: URL;
}

/** How a compiled job is started: `java -cp path Class`. */
export interface Compiled {
  readonly java: string;
  readonly path: string;
}

/** Fetches with Maven what a job needs, where it is missing, and compiles it. @throws service-unavailable, bench-failed. */
export async function compiled({ name, folder }: JavaJob): Promise<Compiled> {
  const java = await findJava({ program: name, orElse: OR_ELSE });
  const root = fileURLToPath(folder);
  const jars = join(await fetched(name, join(root, 'pom.xml')), '*');
  const classes = join(benchFolder, `${name}-${process.pid}`);
  await mkdir(classes, { recursive: true });
  process.on('exit', () => rmSync(classes, { recursive: true, force: true }));
  const sources = [SHARED, join(root, 'job')].flatMap((one) => readdirSync(one).map((file) => join(one, file)));
  await outputOf(required('javac'), ['-d', classes, '-cp', jars, ...sources]).catch((thrown: unknown) => {
    throw failed(`the job for ${name} does not compile: ${messageOf(thrown)}`, root, 'mend it');
  });
  return { java, path: `${classes}:${jars}` };
}

/** The folder of its jars, another one for other dependencies. */
async function fetched(name: string, pom: string): Promise<string> {
  const wanted = hash('sha256', readFileSync(pom)).slice(0, 8);
  return await filledCache(`${name}-${wanted}`, async (target) => {
    process.stderr.write(`fetching ${name}, the first time\n`);
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${target}`];
    const args = ['--batch-mode', '--quiet', '--strict-checksums', '--file', pom];
    await outputOf(required('mvn'), [...args, ...goal]).catch((thrown: unknown) => {
      throw failed(`Maven could not fetch ${name}: ${messageOf(thrown)}`, pom, 'mend that');
    });
  });
}

function required(name: string): string {
  const found = findOnPath(name);
  if (found !== undefined) return found;
  throw failed(`there is no ${name}`, 'the PATH', 'install a JDK 17 and Maven (Debian: openjdk-17-jdk-headless maven)');
}

function failed(what: string, where: string, fix: string): MillraceError {
  return new MillraceError('bench-failed', { what, where, fix: `${fix}, ${OR_ELSE}` });
}
