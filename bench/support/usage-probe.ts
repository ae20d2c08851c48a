/**
 * Loaded into a program under measurement with `--import`: at its end it writes what the process used, all threads
 * together, to the file that the environment names.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** The environment variable that names the file. */
export const USAGE_FILE = 'MILLRACE_BENCH_USAGE';

/** What a process used from its start to its end. */
export interface Usage {
  readonly userSeconds: number;
  readonly systemSeconds: number;
  readonly maxRssBytes: number;
}

const path = process.env[USAGE_FILE];
if (isMainThread && path !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage: Usage = {
      userSeconds: userCPUTime / 1e6,
      systemSeconds: systemCPUTime / 1e6,
      maxRssBytes: maxRSS * 1024,
    };
    writeFileSync(path, JSON.stringify(usage));
  });
}
