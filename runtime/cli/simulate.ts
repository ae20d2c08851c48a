import { setTimeout as delay } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { AlarmGenerator } from '../../simulator/alarm-generator.ts';
import type { SimulatorOptions } from '../../simulator/options.ts';
import { systemClock } from '../base/clock.ts';
import { channelOf } from '../channel/channel.ts';
import { Flow } from '../channel/flow.ts';
import { LineSplitter } from '../channel/line-splitter.ts';
import { Producer } from '../channel/producer.ts';
import { withTenant } from '../control/added-tenants.ts';
import { defaultConfig } from './default-config.ts';
import { decimal, moment, wholeNumber } from './option-values.ts';
import { StandardOutput } from './standard-output.ts';
import { counted } from './words.ts';

/** Lines a second of event time where no rate is given. */
const DEFAULT_RATE = 1000;

interface Options extends Partial<Omit<SimulatorOptions, 'order' | 'keys'>> {
  readonly events?: number;
  readonly pace: boolean;
  readonly to?: string;
  readonly config: string;
  readonly json?: true;
}

export function define(command: Command): void {
  const share = decimal(0, 1);
  command
    .option('--stations <number>', 'base stations, 12 keys each (default 1000)', wholeNumber(1, 10_000_000))
    .option(
      '--rate <number>',
      'events a second, kept to (default: 1000 by event time, as fast as possible)',
      decimal(0.001, 1e9),
    )
    .option('--no-pace', 'do not wait: the rate is that of the event times alone')
    .option('--events <number>', 'lines in all (default: without end)', wholeNumber(0))
    .option('--out-of-order <share>', 'share of events that come after a later one, yet in time (default 0)', share)
    .option('--late <share>', 'share of events that come when their windows have closed (default 0)', share)
    .option('--wrong <share>', 'share of lines that cannot be decoded (default 0)', share)
    .option('--duplicates <share>', 'share of lines that are sent twice (default 0)', share)
    .option('--bursts <share>', 'share of events that belong to bursts of one alarm (default 0.05)', share)
    .option(
      '--seed <number>',
      'the same seed and options make the same lines (default 1)',
      wholeNumber(-Number.MAX_SAFE_INTEGER),
    )
    .option('--start <time>', 'event time of the first line (default 2017-02-19, with --to near now)', moment)
    .option('--to <tenant>', "send down a tenant's channel instead of printing")
    .addOption(new Option('--config <file>', 'configuration that has the tenant').default(defaultConfig, "the demo's"))
    .option('--json', 'with --to: print what was sent as JSON')
    .addHelpText('after', EXAMPLES)
    .action(simulate);
}

const EXAMPLES = `
Examples:
  $ millrace simulate --events 100000 --seed 7 > alarms.csv
  $ millrace simulate --to customer1 --rate 500 --late 0.01`;

async function simulate(options: Options): Promise<void> {
  const { events = Number.POSITIVE_INFINITY, to, config, json, pace, ...simulator } = options;
  if (to === undefined) {
    const paced = pace && options.rate !== undefined;
    await print(new AlarmGenerator(simulator), events, paced);
    return;
  }
  // Without end, a channel is never filled faster than events would come.
  const paced = pace && (options.rate !== undefined || events === Number.POSITIVE_INFINITY);
  const now = systemClock.now();
  const span = paced ? 0 : (events * 1000) / (options.rate ?? DEFAULT_RATE);
  const start = options.start ?? Math.max(0, Math.floor(now - (Number.isFinite(span) ? span : 0)));
  await send(new AlarmGenerator({ ...simulator, start }), events, paced, options as Options & { readonly to: string });
}

async function print(generator: AlarmGenerator, events: number, paced: boolean): Promise<void> {
  const output = new StandardOutput();
  await drain(new Flow(generator, firstDue(paced), events), output.gone, (lines) => output.write(lines));
}

async function send(
  generator: AlarmGenerator,
  events: number,
  paced: boolean,
  { to, config, json }: { readonly to: string; readonly config: string; readonly json?: true },
): Promise<void> {
  const producer = await Producer.open(channelOf(await withTenant(loadConfig(config), to), to));
  try {
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    process.once('SIGTERM', () => stop.abort());
    const flow = new Flow(generator, firstDue(paced), events);
    await drain(flow, stop.signal, (lines) => producer.send(new LineSplitter().push(lines)));
    const text = json ? JSON.stringify({ tenant: to, lines: flow.lines }) : `sent ${counted(flow.lines, 'line')}`;
    process.stdout.write(`${text}\n`);
  } finally {
    await producer.close();
  }
}

function firstDue(paced: boolean): number {
  return paced ? systemClock.now() : Number.NEGATIVE_INFINITY;
}

async function drain(flow: Flow, stop: AbortSignal, sink: (lines: Uint8Array) => Promise<unknown>): Promise<void> {
  while (!flow.isDone && !stop.aborted) {
    const now = systemClock.now();
    const lines = flow.take(now);
    if (lines.length > 0) await sink(lines);
    else await delay(flow.pause(now), undefined, { signal: stop }).catch(() => undefined);
  }
}
