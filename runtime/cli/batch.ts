import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { logChoiceOf } from '../../config/choices.ts';
import { loadConfig } from '../../config/load.ts';
import { openConnectors } from '../../connectors/registry.ts';
import { systemClock } from '../base/clock.ts';
import { makeReport, olderEvents } from '../batch/report.ts';
import { channelOf } from '../channel/channel.ts';
import { withTenant } from '../control/added-tenants.ts';
import { noData } from '../control/offline-errors.ts';
import { type AskedReport, batchQuery, keyPart } from './batch-query.ts';
import { defaultConfig } from './default-config.ts';
import { moment, wholeNumber } from './option-values.ts';
import { chartLines, csvLines, olderLine } from './render/batch-report.ts';
import { print, printJson } from './render/print.ts';
import { screenOf } from './render/screen.ts';

interface Options extends AskedReport {
  readonly tenant: string;
  readonly config: string;
  readonly json?: true;
  readonly csv?: true;
}

export function define(command: Command): void {
  command
    .argument('<report>', 'top-alarms, top-stations, sensor-alarms or active-hours')
    .requiredOption('--tenant <id>', 'whose events')
    .requiredOption('--from <time>', 'start of the period; UTC unless told', moment)
    .requiredOption('--to <time>', 'its end', moment)
    .addOption(new Option('--limit <number>', 'rows at most').argParser(wholeNumber(1, 1_000_000)).default(10))
    .option('--station <number>', 'in which station (sensor-alarms)', keyPart)
    .option('--sensor <number>', 'of one sensor alone (top-stations)', keyPart)
    .option('--alarm <number>', 'of one alarm alone (active-hours)', keyPart)
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
  const query = batchQuery(report, options);
  const { tenant, json, csv } = options;
  const written = loadConfig(options.config);
  if (written.log.kind === 'sqlite' && !existsSync(written.log.folder)) throw noData(written.log.folder, written.file);
  const { log, store, ...config } = await withTenant(written, tenant);
  channelOf({ ...config, log, store }, tenant);
  const connectors = await openConnectors({
    log: { ...logChoiceOf(log), readOnly: true },
    store: { ...store, readOnly: true },
    clock: systemClock,
  });
  try {
    const made = await makeReport(connectors.archive, tenant, query);
    if (json) printJson(made);
    else if (csv) print(csvLines(made));
    else
      print([
        ...chartLines(made, screenOf(process.stdout)),
        ...olderLine(await olderEvents(connectors.archive, tenant)),
      ]);
  } finally {
    await connectors.close();
  }
}
