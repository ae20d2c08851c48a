/** How often a property is tried: `runs`, times the environment's MILLRACE_TEST_RUNS (default 1) for a longer hunt. */
export function numberOfRuns(runs: number): number {
  return Math.ceil(runs * factor);
}

/** Time-out of a test that may be told to try more, in milliseconds. */
export function timeoutOfRuns(): number {
  return 60_000 * Math.max(1, factor);
}

const factor = Number(process.env.MILLRACE_TEST_RUNS ?? 1);
