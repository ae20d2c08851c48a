import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { logChoiceOf } from '../../config/choices.ts';
import { loadConfig } from '../../config/load.ts';
import { openConnectors } from '../../connectors/registry.ts';
import { systemClock } from '../base/clock.ts';
import { type AskedReport, readings, reportQuery, reportRows } from '../batch/asked-report.ts';
import { channelOf } from '../channel/channel.ts';
import { withTenant } from '../control/added-tenants.ts';
import { noData } from '../control/offline-errors.ts';
import { scan } from './batch/scan.ts';
import { defaultConfig } from './default-config.ts';
import type { OptionReader } from './option-values.ts';
import { chartLines, csvLines, olderLine } from './render/batch-report.ts';
import { print, printJson } from './render/print.ts';
import { screenOf } from './render/screen.ts';
import { readUsage } from './usage.ts';

interface Options extends AskedReport {
  readonly tenant: string;
  readonly config: string;
  readonly json?: true;
  readonly csv?: true;
  readonly progress?: true;
}

export function define(command: Command): void {
  command
    .argument('<report>', 'top-alarms, top-stations, sensor-alarms or active-hours')
    .requiredOption('--tenant <id>', 'whose events')
    .requiredOption('--from <time>', 'start of the period; UTC unless told', option('from'))
    .requiredOption('--to <time>', 'its end', option('to'))
    .addOption(new Option('--limit <number>', 'rows at most').argParser(option('limit')).default(reportRows.usual))
    .option('--station <number>', 'in which station (sensor-alarms)', option('station'))
    .option('--sensor <number>', 'of one sensor alone (top-stations)', option('sensor'))
    .option('--alarm <number>', 'of one alarm alone (active-hours)', option('alarm'))
    .option('--progress', 'tell on standard error how far it is also where that is no terminal, in lines')
    .addOption(new Option('--config <file>', 'configuration that has the tenant').default(defaultConfig, "the demo's"))
    .option('--json', 'print one object: Report, From, To, Rows')
    .addOption(new Option('--csv', 'print comma-separated values').conflicts('json'))
    .addHelpText('after', EXPLANATION)
    .action(batch);
}

const EXPLANATION = `
top-alarms: the alarms that were activated most; top-stations: the stations with most activations; sensor-alarms: the sensors
of a station with most activations; active-hours: activations by hour of the day (UTC), always 24 rows. An activation is a valid
event with isActive True. A report covers the whole hours that its period touches, and what was in the last checkpoints.

Examples:
  $ millrace batch top-alarms --tenant customer1 --from 2017-02-19 --to 2017-02-20
  $ millrace batch sensor-alarms --tenant customer1 --station 1161115040 --from 2017-02-19 --to 2017-02-20 --csv`;

async function batch(report: string, options: Options): Promise<void> {
  const query = readUsage('millrace batch', () =>
    reportQuery(report, options, 'millrace batch', (name) => `--${name}`),
  );
  const { tenant, json, csv, progress } = options;
  const written = loadConfig(options.config);
  if (written.log.kind === 'sqlite' && !existsSync(written.log.folder)) throw noData(written.log.folder, written.file);
  const { log, store, ...config } = await withTenant(written, tenant);
  channelOf({ ...config, log, store }, tenant);
  const connectors = await openConnectors({
    log: { ...logChoiceOf(log), readOnly: true },
    store: { ...store, readOnly: true },
    clock: systemClock,
  });
  const asked = { query, withOlder: !json && !csv, always: progress === true };
  const scanned = await scan(connectors.archive, tenant, asked).finally(async () => await connectors.close());
  if (scanned === undefined) return interrupted();
  const { report: made, older } = scanned;
  if (json) printJson(made);
  else if (csv) print(csvLines(made));
  else print([...chartLines(made, screenOf(process.stdout)), ...olderLine(older)]);
}

/** An option that is read as it is by HTTP. */
function option<N extends keyof AskedReport>(name: N): OptionReader<NonNullable<AskedReport[N]>> {
  const { read, wanted } = readings[name];
  return (text) => {
    const value = read(text);
    if (value !== undefined) return value as NonNullable<AskedReport[N]>;
    throw new InvalidArgumentError(wanted);
  };
}

function interrupted(): void {
  process.stderr.write('interrupted: no report was made\n');
  // Whatever a store has not answered is not waited for.
  process.exit(130);
}
