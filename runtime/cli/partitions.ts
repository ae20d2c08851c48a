import { type Command, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { systemClock } from '../base/clock.ts';
import type { InspectedPartition } from '../control/inspection.ts';
import { measuresOf } from '../control/measures.ts';
import { openInspection } from '../control/open-inspection.ts';
import { defaultConfig } from './default-config.ts';
import { type Measured, measuresTables } from './render/measures-table.ts';
import { partitionsTable } from './render/partitions-table.ts';
import { print, printJson } from './render/print.ts';
import { screenOf } from './render/screen.ts';

interface Options {
  readonly tenant?: string;
  readonly config: string;
  readonly measures?: true;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .option('--tenant <id>', 'of one tenant alone')
    .addOption(new Option('--config <file>', 'configuration that has the tenants').default(defaultConfig, "the demo's"))
    .option('--measures', 'print what was counted and how long things take')
    .option('--json', 'print the raw data')
    .addHelpText('after', EXAMPLES)
    .action(list);
}

const EXAMPLES = `
When no runtime runs, the last checkpoints are listed; the lag is then what the next start has before it.

Examples:
  $ millrace partitions --tenant customer1
  $ millrace partitions --measures`;

async function list({ tenant, config, measures, json }: Options): Promise<void> {
  const rows = await (await openInspection(loadConfig(config))).partitions(tenant);
  const [now, screen] = [systemClock.now(), screenOf(process.stdout)];
  if (json) printJson(rows);
  else if (measures) print(measuresTables('partition', rows.map(measured), now, screen));
  else print(partitionsTable(rows, now, screen));
}

function measured(row: InspectedPartition): Measured {
  return { name: `${row.tenant}/${row.partition}`, measures: measuresOf(row) };
}
