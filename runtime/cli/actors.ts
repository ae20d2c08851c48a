import { type Command, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { systemClock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import { openInspection } from '../control/open-inspection.ts';
import { type ActorQuery, type SortName, sortNames } from '../inspection/actor-query.ts';
import { type ActorFilter, joined, readTokens, readWhere } from './actor-filter.ts';
import { defaultConfig } from './default-config.ts';
import { wholeNumber } from './option-values.ts';
import { actorsTable } from './render/actors-table.ts';
import { print, printJson } from './render/print.ts';
import { screenOf } from './render/screen.ts';

interface Options extends Pick<ActorFilter, 'station' | 'sensor' | 'alarm'> {
  readonly tenant?: string;
  readonly where?: ActorFilter;
  readonly active?: true;
  readonly inactive?: true;
  readonly sort: SortName;
  readonly descending?: true;
  readonly limit: number;
  readonly offset: number;
  readonly config: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .option('--tenant <id>', 'of one tenant alone')
    .option('--where <conditions>', 'such as station=1161115040,sensor=141,active=true', readWhere)
    .option('--station <numbers>', 'of these stations, with commas between them', readTokens)
    .option('--sensor <numbers>', 'of these sensors', readTokens)
    .option('--alarm <numbers>', 'of these alarms', readTokens)
    .addOption(new Option('--active', 'whose last event was active').conflicts('inactive'))
    .option('--inactive', 'whose last event was not active')
    .addOption(new Option('--sort <figure>', 'what to sort by').choices(sortNames).default('key'))
    .option('--descending', 'greatest first')
    .option('--limit <number>', 'rows', wholeNumber(1, limits.pageRows), 20)
    .option('--offset <number>', 'rows to leave out', wholeNumber(0), 0)
    .addOption(new Option('--config <file>', 'configuration that has the tenants').default(defaultConfig, "the demo's"))
    .option('--json', 'print the raw data')
    .addHelpText('after', EXAMPLES)
    .action(list);
}

const EXAMPLES = `
When no runtime runs, the last checkpoints are listed.

Examples:
  $ millrace actors --sort events --descending --limit 5
  $ millrace actors --tenant customer1 --where station=1161115001 --active`;

async function list({ tenant, config, json, ...options }: Options): Promise<void> {
  const query = queryOf(options);
  const page = await (await openInspection(loadConfig(config))).actors(query, tenant);
  if (json) printJson(page);
  else print(actorsTable(page, query.offset, systemClock.now(), screenOf(process.stdout)));
}

function queryOf({
  where = {},
  active,
  inactive,
  ...options
}: Omit<Options, 'tenant' | 'config' | 'json'>): ActorQuery {
  const { station, sensor, alarm, sort, descending = false, limit, offset } = options;
  const lists = { ...(station && { station }), ...(sensor && { sensor }), ...(alarm && { alarm }) };
  const activity = active || inactive ? { isActive: active === true } : {};
  return { ...joined(where, { ...lists, ...activity }), sort, descending, limit, offset };
}
