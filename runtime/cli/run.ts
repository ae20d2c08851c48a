import type { Command } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { runBounded } from '../bounded/bounded-run.ts';
import type { BoundedOutcome } from '../bounded/crew.ts';
import { channelOf } from '../channel/channel.ts';
import { checkModules } from '../modules/check-modules.ts';
import { defaultConfig } from './default-config.ts';
import { wholeNumber } from './option-values.ts';
import { screenOf } from './render/screen.ts';
import { openSink, openSource, refuseSameFile, STANDARD } from './run/ends.ts';
import { openProgress } from './run/progress.ts';
import { type RunSummary, summaryLines } from './run/summary.ts';

interface Options {
  readonly tenant: string;
  readonly input: string;
  readonly output: string;
  readonly progress?: true;
  readonly json?: true;
  readonly threads?: number;
  readonly partitions?: number;
}

export function define(command: Command): void {
  command
    .argument('[config]', 'configuration file', defaultConfig)
    .requiredOption('--tenant <id>', 'whose analytics')
    .requiredOption('--input <file>', 'file of lines; - for standard input')
    .requiredOption('--output <file>', 'file for the results, a JSON object a line; - for standard output')
    .option('--progress', 'tell the progress also where it is no terminal, in lines')
    .option('--json', 'print the summary as JSON')
    .option('--threads <number>', "worker threads (default: the configuration's)", wholeNumber(1, 64))
    .option('--partitions <number>', "slices of the keys (default: the tenant's)", wholeNumber(1, 1024))
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const EXAMPLES = `
Nothing is kept: no data folder is used. All windows close at the end of the input. With one partition the results are in the
order of the input.

Examples:
  $ millrace run --tenant customer1 --input alarms.csv --output results.ndjson
  $ millrace simulate --events 1000 | millrace run --tenant customer1 --input - --output - --partitions 1`;

async function run(file: string, options: Options): Promise<void> {
  const config = loadConfig(file);
  const { settings, folder, partitions } = channelOf(config, options.tenant);
  await checkModules(settings, folder);
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => interrupted(options.output, code));
  }
  refuseSameFile(options.input, options.output);
  const source = await openSource(options.input);
  try {
    const sink = await openSink(options.output);
    const progress = openProgress(process.stderr, source.size, options.progress === true);
    const outcome = await runBounded({
      settings,
      folder,
      partitions: options.partitions ?? partitions,
      threads: options.threads ?? config.threads,
      source,
      sink,
      progress: (bytes) => progress.show(bytes),
    });
    // Counts from the start of the process.
    const seconds = performance.now() / 1000;
    progress.end();
    for (const { message } of outcome.thrown) process.stderr.write(`warn: ${message}\n`);
    report(summaryOf(outcome, seconds), options);
  } finally {
    await source.close();
  }
}

/** The summary goes where the results don't. */
function report(summary: RunSummary, { json, output }: Options): void {
  const stream = output === STANDARD ? process.stderr : process.stdout;
  stream.write(json ? `${JSON.stringify(summary)}\n` : `${summaryLines(summary, screenOf(stream)).join('\n')}\n`);
}

function summaryOf({ quality, keys }: BoundedOutcome, seconds: number): RunSummary {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const { events, wrong, results } = quality;
  return {
    events,
    wrong,
    late: results.late ?? 0,
    keys,
    results,
    seconds,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    maxRssBytes: maxRSS * 1024,
  };
}

function interrupted(output: string, code: number): void {
  process.stderr.write(`\ninterrupted: ${output === STANDARD ? 'the results are' : `${output} is`} not complete\n`);
  process.exit(code);
}
