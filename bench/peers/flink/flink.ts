import { type Compiled, compiled } from '../../support/java-job.ts';
import type { Command } from '../../support/measure.ts';

/** What Flink's own start scripts open. */
const OPENED = ['java.base/java.lang', 'java.base/java.util', 'java.base/java.time'];

let job: Promise<Compiled> | undefined;

/**
 * The job in `job/`, in one JVM with a Flink cluster of its own. @param parallelism of all but reading and writing.
 * @throws service-unavailable, bench-failed.
 */
export async function flink(parallelism: number): Promise<(input: string, output: string) => Command> {
  job ??= compiled({ name: 'flink-2.3.0', folder: new URL('./', import.meta.url) });
  const { java, path } = await job;
  const opens = OPENED.flatMap((one) => ['--add-opens', `${one}=ALL-UNNAMED`]);
  return (input, output) => ({
    program: java,
    args: [...opens, '-cp', path, 'AlarmJob', input, output, String(parallelism)],
  });
}
