import { type Command, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { systemClock } from '../base/clock.ts';
import { openInspection } from '../control/open-inspection.ts';
import { defaultConfig } from './default-config.ts';
import { partitionsTable } from './render/partitions-table.ts';
import { print, printJson } from './render/print.ts';
import { screenOf } from './render/screen.ts';

interface Options {
  readonly tenant?: string;
  readonly config: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .option('--tenant <id>', 'of one tenant alone')
    .addOption(new Option('--config <file>', 'configuration that has the tenants').default(defaultConfig, "the demo's"))
    .option('--json', 'print the raw data')
    .addHelpText('after', EXAMPLES)
    .action(list);
}

const EXAMPLES = `
When no runtime runs, the last checkpoints are listed; the lag is then what the next start has before it.

Example:
  $ millrace partitions --tenant customer1`;

async function list({ tenant, config, json }: Options): Promise<void> {
  const rows = await (await openInspection(loadConfig(config))).partitions(tenant);
  if (json) printJson(rows);
  else print(partitionsTable(rows, systemClock.now(), screenOf(process.stdout)));
}
