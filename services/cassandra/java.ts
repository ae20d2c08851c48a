import { join } from 'node:path';
import { messageOf } from '../../runtime/base/errors.ts';
import { unavailable } from '../errors.ts';
import { findOnPath, outputOf } from '../fetching/tools.ts';

export const CASSANDRA_FIX =
  'or set MILLRACE_CASSANDRA to the address (host:port) of one that runs, and MILLRACE_CASSANDRA_DC to its data centre';

/** What a Java is looked for. */
export interface JavaUse {
  /** What it is to run, as messages name it. */
  readonly program: string;
  /** What else can be done where there is none: `or ...`. */
  readonly orElse: string;
}

export const CASSANDRA_JAVA: JavaUse = { program: 'Cassandra', orElse: CASSANDRA_FIX };

/** The Java 17 program, of `JAVA_HOME` or the PATH. Throws `service-unavailable`, which says what it was to run. */
export async function findJava({ program, orElse }: JavaUse): Promise<string> {
  const home = process.env.JAVA_HOME;
  const java = home ? join(home, 'bin', 'java') : findOnPath('java');
  const fix = `install Java 17 (Debian: openjdk-17-jre-headless; or set JAVA_HOME to one), ${orElse}`;
  if (java === undefined) throw unavailable(`there is no Java to run ${program}`, 'the PATH', fix);
  const printed = await outputOf(java, ['-version']).catch(messageOf);
  if (majorOf(printed) === 17) return java;
  throw unavailable(`${program} runs on Java 17, and this is none: ${printed.split('\n')[0]}`, java, fix);
}

/** The major version of what `java -version` printed: 8 of `version "1.8.0_292"`; NaN when it says none. */
export function majorOf(printed: string): number {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(printed) ?? [];
  return Number(first === '1' ? second : first);
}
