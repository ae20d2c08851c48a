import { type Command, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { systemClock } from '../base/clock.ts';
import { checkKey } from '../control/actor-key-text.ts';
import { openInspection } from '../control/open-inspection.ts';
import { defaultConfig } from './default-config.ts';
import { actorPage } from './render/actor-page.ts';
import { print, printJson } from './render/print.ts';
import { screenOf } from './render/screen.ts';
import { readUsage } from './usage.ts';

interface Options {
  readonly tenant?: string;
  readonly config: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .argument('<key>', 'station, sensor and alarm, such as 1161115040-141-312')
    .option('--tenant <id>', 'of one tenant alone')
    .addOption(new Option('--config <file>', 'configuration that has the tenants').default(defaultConfig, "the demo's"))
    .option('--json', 'print the raw data')
    .addHelpText('after', EXAMPLES)
    .action(show);
}

const EXAMPLES = `
When no runtime runs, the last checkpoint is shown.

Example:
  $ millrace actor 1161115040-141-312`;

async function show(text: string, { tenant, config, json }: Options): Promise<void> {
  const key = readUsage('millrace actor', () => checkKey(text));
  const actors = await (await openInspection(loadConfig(config))).actor(key, tenant);
  if (json) return printJson(actors);
  const [now, screen] = [systemClock.now(), screenOf(process.stdout)];
  print(actors.flatMap((actor, at) => [...(at === 0 ? [] : ['']), ...actorPage(actor, now, screen)]));
}
