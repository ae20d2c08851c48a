import { type Command, Option } from 'commander';
import { isModule } from '../../actors/catalog.ts';
import { loadConfig } from '../../config/load.ts';
import { channelOf } from '../channel/channel.ts';
import { Consumer } from '../channel/consumer.ts';
import { outputsNamed } from '../channel/output-names.ts';
import type { Result } from '../channel/result.ts';
import { withTenant } from '../control/added-tenants.ts';
import { defaultConfig } from './default-config.ts';
import { wholeNumber } from './option-values.ts';
import { StandardOutput } from './standard-output.ts';
import { readUsage } from './usage.ts';

interface Options {
  readonly only?: string;
  readonly fromStart?: true;
  readonly last: number;
  readonly follow: boolean;
  readonly limit?: number;
  readonly json?: true;
  readonly config: string;
}

export function define(command: Command): void {
  command
    .argument('<tenant>', 'whose results')
    .option('--only <outputs>', 'some outputs alone: alerts, statistics, windows, errors, late, ... (comma between)')
    .addOption(
      new Option('--last <number>', 'newest results to begin with').argParser(wholeNumber(0, 100_000)).default(10),
    )
    .addOption(new Option('--from-start', 'begin with the oldest result that is kept').conflicts('last'))
    .option('--no-follow', 'end when all that is stored has been printed')
    .option('--limit <number>', 'end after so many results', wholeNumber(1))
    .option('--json', 'wrap each result in an object that says where it stands')
    .addOption(new Option('--config <file>', 'configuration that has the tenant').default(defaultConfig, "the demo's"))
    .addHelpText('after', EXAMPLES)
    .action(tail);
}

const EXAMPLES = `
Prints each result as the customer gets it: JSON, one a line. Ctrl-C ends.

Examples:
  $ millrace tail customer1 --only alerts
  $ millrace tail customer1 --from-start --no-follow > results.ndjson`;

async function tail(tenant: string, options: Options): Promise<void> {
  const channel = channelOf(await withTenant(loadConfig(options.config), tenant), tenant);
  const own = channel.settings.analytics.some(({ use }) => isModule(use));
  const { only } = options;
  const outputs = only === undefined ? undefined : readUsage('option --only', () => outputsNamed(only, own));
  const output = new StandardOutput();
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, output.gone]);
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const consumer = await Consumer.open(channel, ({ output: name }) => outputs?.has(name) ?? true);
  try {
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    for await (const results of wanted(consumer, options, signal)) {
      const printed = results.slice(0, left);
      await output.write(printed.map(options.json ? wrapped : plain).join(''));
      left -= printed.length;
      if (left === 0 || signal.aborted) break;
    }
  } finally {
    await consumer.close();
  }
}

async function* wanted(consumer: Consumer, options: Options, signal: AbortSignal): AsyncGenerator<readonly Result[]> {
  if (options.fromStart) yield* consumer.stored();
  else yield await consumer.newest(options.last);
  if (options.follow) yield* consumer.follow(signal);
}

function plain({ payload }: Result): string {
  return `${Buffer.from(payload).toString('utf8')}\n`;
}

function wrapped(result: Result): string {
  const { partition, sequence, arrival, output, key, identity } = result;
  const head = { partition, sequence, arrival: new Date(arrival).toISOString(), output, key, ...identity };
  return `${JSON.stringify(head).slice(0, -1)},"result":${plain(result).trimEnd()}}\n`;
}
