import { type Command, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { systemClock } from '../base/clock.ts';
import type { RuntimeClient } from '../control/client.ts';
import { connectRuntime } from '../control/find-runtime.ts';
import type { TenantRow } from '../control/runtime-control.ts';
import { defaultConfig } from './default-config.ts';
import { measuresTables } from './render/measures-table.ts';
import { print, printJson } from './render/print.ts';
import { screenOf } from './render/screen.ts';
import { tenantsTable } from './render/tenants-table.ts';
import { addTenants, updateTenants } from './tenants/give.ts';
import { reloadTenants } from './tenants/reload.ts';
import { removeTenant } from './tenants/remove.ts';

interface Options {
  readonly config: string;
  readonly json?: true;
}

interface ListOptions extends Options {
  readonly measures?: true;
}

export function define(command: Command): void {
  withOptions(command.command('list', { isDefault: true }).description('list the tenants (default)'))
    .option('--measures', 'print what was counted and how long things take')
    .action(list);
  withOptions(command.command('start').description('start a tenant, also over restarts'))
    .argument('<id>', 'tenant')
    .action(async (id: string, options: Options) => toggle(options, (runtime) => runtime.startTenant(id)));
  withOptions(command.command('stop').description('drain a tenant and leave it stopped, also over restarts'))
    .argument('<id>', 'tenant')
    .action(async (id: string, options: Options) => toggle(options, (runtime) => runtime.stopTenant(id)));
  withOptions(command.command('add').description('add tenants and start them, without a restart'))
    .argument('<file>', 'YAML: a tenant as a configuration has it, or several; - for standard input')
    .action(addTenants);
  withOptions(command.command('update').description('give tenants that were added other settings, without a restart'))
    .argument('<file>', 'YAML: a tenant as a configuration has it, or several; - for standard input')
    .action(updateTenants);
  withOptions(
    command
      .command('reload')
      .description("take the configuration's tenants as its file has them now, without a restart"),
  ).action(reloadTenants);
  withOptions(command.command('remove').description('remove a tenant that was added, with all its data'))
    .argument('<id>', 'tenant')
    .option('--export <folder>', 'first write its events and results into this folder')
    .option('--yes', "don't ask")
    .action(removeTenant);
  command.addHelpText('after', EXAMPLES);
}

const EXAMPLES = `
All of them need a live runtime. What is added, updated or removed is so for every process of the configuration;
a process that is reloaded reads its own file. Where several processes share the partitions, each tells of its own.

Examples:
  $ millrace tenants
  $ millrace tenants --measures
  $ millrace tenants stop customer2
  $ millrace tenants add customer3.yaml
  $ millrace tenants update customer3.yaml
  $ millrace tenants reload
  $ millrace tenants remove customer3 --export customer3-data`;

function withOptions(command: Command): Command {
  return command
    .addOption(new Option('--config <file>', 'configuration that has the tenants').default(defaultConfig, "the demo's"))
    .option('--json', 'print the raw data');
}

async function list({ config, measures, json }: ListOptions): Promise<void> {
  const rows = await (await connectRuntime(loadConfig(config))).tenants();
  const screen = screenOf(process.stdout);
  const named = rows.map((row) => ({ name: row.id, measures: row }));
  if (json) printJson(rows);
  else if (measures) print(measuresTables('tenant', named, systemClock.now(), screen));
  else print(tenantsTable(rows, screen));
}

async function toggle(options: Options, act: (runtime: RuntimeClient) => Promise<TenantRow>): Promise<void> {
  const row = await act(await connectRuntime(loadConfig(options.config)));
  if (options.json) printJson(row);
  else print([`${row.id}: ${row.phase}`]);
}
