import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { loadConfig } from '../../config/load.ts';
import type { LoadedConfig } from '../../config/types.ts';
import type { LogSink } from '../base/log-sink.ts';
import { openLogger } from '../logging/logger.ts';
import { type Runtime, type StartOptions, startRuntime } from '../start.ts';
import { defaultConfig } from './default-config.ts';
import { banner } from './live/banner.ts';
import { type LiveView, openLiveView } from './live/live-view.ts';
import { Rates } from './live/rates.ts';
import { untilSignal } from './signals.ts';

/** Milliseconds between two summaries. */
const SUMMARY_EVERY = 1000;

interface Options {
  readonly logJson?: true;
  readonly acceptCodeChange?: true;
}

export function define(command: Command): void {
  command
    .argument('[config]', 'configuration file', defaultConfig)
    .option('--log-json', 'log to standard output, a JSON object a line, instead of a summary and a log file')
    .option('--accept-code-change', 'go on although other code computed the results since the last checkpoint')
    .addHelpText(
      'after',
      '\nExample:\n  $ millrace start my.yaml\n\nCtrl-C or SIGTERM drains; the next start goes on from there.',
    )
    .action(start);
}

async function start(file: string, options: Options): Promise<void> {
  const config = loadConfig(file);
  const logger = openLogger({ level: config.logs.level, ...(options.logJson ? {} : { file: config.logs.file }) });
  const view = options.logJson ? undefined : openLiveView(process.stdout);
  const log: LogSink = (level, message, fields) => {
    logger.log(level, message, fields);
    if (level === 'warn' || level === 'error') view?.notice(`${level}: ${message}`);
  };
  try {
    const stopping = new AbortController();
    const signal = untilSignal().then(() => stopping.abort());
    const runtime = await begun(config, {
      acceptCodeChange: options.acceptCodeChange ?? false,
      log,
      stop: stopping.signal,
    });
    if (runtime === undefined) {
      log('info', 'stopped before it had begun', {});
      view?.notice('Stopped before it had begun.');
      return;
    }
    log('info', 'runtime started', { name: config.name, api: runtime.api, threads: config.threads });
    for (const line of banner(config, runtime.api)) view?.notice(line);
    await summarize(runtime, view, signal);
    view?.notice('Draining: taking the last checkpoints. Ctrl-C again ends at once.');
    await runtime.stop();
    log('info', 'runtime stopped', {});
    view?.notice('Stopped. The next start goes on from here.');
  } finally {
    logger.close();
  }
}

/** Undefined when it was to stop before all was there that it needs. */
async function begun(
  config: LoadedConfig,
  options: StartOptions & { readonly stop: AbortSignal },
): Promise<Runtime | undefined> {
  try {
    return await startRuntime(config, options);
  } catch (thrown) {
    if (options.stop.aborted && thrown === options.stop.reason) return undefined;
    throw thrown;
  }
}

/** Shows how it goes until a signal comes. */
async function summarize(runtime: Runtime, view: LiveView | undefined, signal: Promise<void>): Promise<void> {
  const stopped = new AbortController();
  const end = signal.then(() => stopped.abort());
  const rates = new Rates();
  while (!stopped.signal.aborted) {
    view?.show(rates.of(runtime.control.tenants(), performance.now()));
    await delay(SUMMARY_EVERY, undefined, { signal: stopped.signal }).catch(() => undefined);
  }
  await end;
}
