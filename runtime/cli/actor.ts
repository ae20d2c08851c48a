import { type Command, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { systemClock } from '../base/clock.ts';
import { checkKey } from '../control/actor-key-text.ts';
import { openInspection } from '../control/open-inspection.ts';
import { repair } from './actor/repair.ts';
import { defaultConfig } from './default-config.ts';
import { actorPage } from './render/actor-page.ts';
import { print, printJson } from './render/print.ts';
import { screenOf } from './render/screen.ts';
import { readUsage } from './usage.ts';

interface Options {
  readonly tenant?: string;
  readonly config: string;
  readonly json?: true;
  readonly repair?: string;
  readonly reason?: string;
  readonly by?: string;
}

export function define(command: Command): void {
  command
    .argument('<key>', 'station, sensor and alarm, such as 1161115040-141-312')
    .option('--tenant <id>', 'of one tenant alone')
    .option('--repair <file>', 'put new states in the place of its own: JSON by analytic; - for standard input')
    .option('--reason <text>', 'why it is repaired')
    .option('--by <name>', 'who repairs it: by default the user of this system')
    .addOption(new Option('--config <file>', 'configuration that has the tenants').default(defaultConfig, "the demo's"))
    .option('--json', 'print the raw data')
    .addHelpText('after', EXAMPLES)
    .action(show);
}

const EXAMPLES = `
When no runtime runs, the last checkpoint is shown.

A repair is a record in the log, with who and why, and counts from there on, also when the log is computed again. Windows cannot be
repaired. What events since your look have changed is replaced, too.

Examples:
  $ millrace actor 1161115040-141-312
  $ millrace actor 1161115040-141-312 --tenant customer1 --json
  $ echo '{ "flapping": { "active": false, "changes": [] } }' > state.json
  $ millrace actor 1161115040-141-312 --tenant customer1 --repair state.json --reason 'counted a test run'`;

async function show(text: string, options: Options): Promise<void> {
  const { tenant, config, json } = options;
  const key = readUsage('millrace actor', () => checkKey(text));
  if (options.repair !== undefined) return await repair(key, { ...options, repair: options.repair });
  const actors = await (await openInspection(loadConfig(config))).actor(key, tenant);
  if (json) return printJson(actors);
  const [now, screen] = [systemClock.now(), screenOf(process.stdout)];
  print(actors.flatMap((actor, at) => [...(at === 0 ? [] : ['']), ...actorPage(actor, now, screen)]));
}
