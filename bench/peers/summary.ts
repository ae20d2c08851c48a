/** What a loop counted. */
export interface Counts {
  /** Valid events. */
  readonly events: number;
  readonly wrong: number;
  readonly late: number;
  readonly keys: number;
  readonly results: Results;
}

/** Results by output. */
export interface Results {
  readonly statistics: number;
  readonly window: number;
  readonly error: number;
  readonly late: number;
}

/** What a program under measurement prints as its only line. */
export interface Summary extends Counts {
  /** From the start of the process to the last byte written. */
  readonly seconds: number;
  /** Greatest resident memory of the process so far. */
  readonly maxRssBytes: number;
}

/** Prints the summary of a loop that has just written its last byte. */
export function printSummary(counts: Counts): void {
  // performance.now() counts from performance.timeOrigin, which is the start of the process.
  const seconds = performance.now() / 1000;
  const summary: Summary = { ...counts, seconds, maxRssBytes: process.resourceUsage().maxRSS * 1024 };
  process.stdout.write(`${JSON.stringify(summary)}\n`);
}

/** Input and output file of a loop's command line; exits with 2 when they are missing. */
export function filesOf(args: readonly string[]): { input: string; output: string } {
  const [input, output] = args;
  if (input !== undefined && output !== undefined) return { input, output };
  process.stderr.write('usage: give an input file and an output file\n');
  process.exit(2);
}
