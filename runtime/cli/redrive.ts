import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { readRuntimeInfo } from '../../connectors/sqlite/folder-lock.ts';
import { channelOf } from '../channel/channel.ts';
import { withTenant } from '../control/added-tenants.ts';
import { noData } from '../control/offline-errors.ts';
import type { SetAsideKind } from '../partition/redrive-record.ts';
import { redrive } from '../redrive/redrive.ts';
import { type PartitionRedrive, refusalsIn, sumCounts } from '../redrive/report.ts';
import type { Selection } from '../redrive/set-aside.ts';
import { putSettingsFirst } from '../redrive/settings-first.ts';
import { defaultConfig } from './default-config.ts';
import { moment, wholeNumber } from './option-values.ts';
import { print, printJson } from './render/print.ts';
import { redriveLines } from './render/redrive-lines.ts';
import { screenOf } from './render/screen.ts';

interface Options {
  readonly tenant: string;
  readonly deadLetter?: true;
  readonly wrong?: true;
  readonly from?: Selection['from'];
  readonly dryRun?: true;
  readonly config: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .requiredOption('--tenant <id>', 'whose set-aside records')
    .option('--dead-letter', 'events that an analytic threw on, alone')
    .option('--wrong', 'wrong lines alone')
    .option('--from <where>', 'those of an input sequence on, or told from a time on', from)
    .option('--dry-run', 'count them and send nothing')
    .addOption(new Option('--config <file>', 'configuration that has the tenant').default(defaultConfig, "the demo's"))
    .option('--json', 'print one object for scripts')
    .addHelpText('after', EXPLANATION)
    .action(run);
}

const EXPLANATION = `
Sends wrong lines and dead letters back in after a fix, with their original bytes: each is a new event at the end of the log, read
under the settings in force by then. A dead letter is taken by the analytic that threw, the others have counted it. Each comes
back once, however often this is run; what is set aside again is a new record. A runtime takes them now, or when it next starts:
if one runs, restart it first where the fix is in the configuration or a module; on NATS, start one with the fix first.

Exit code: 0 all that was meant went in, or had before; 1 something could not be sent; 2 called wrongly.

Examples:
  $ millrace redrive --tenant customer1 --dry-run
  $ millrace redrive --tenant customer1 --dead-letter --from 2026-11-25T08:00Z`;

async function run({ tenant, deadLetter, wrong, from, dryRun, config, json }: Options): Promise<void> {
  const written = loadConfig(config);
  if (written.log.kind === 'sqlite' && !existsSync(written.log.folder)) throw noData(written.log.folder, config);
  const channel = channelOf(await withTenant(written, tenant), tenant);
  const isDry = dryRun === true;
  if (written.log.kind === 'sqlite' && !isDry) {
    // One that is starting has read the same configuration. At a broker some other machine may run the tenant.
    const isRunning = Boolean(readRuntimeInfo(written.log.folder)?.api);
    if (!isRunning) await putSettingsFirst(channel, written.store);
  }
  const kinds = new Set<SetAsideKind>(['wrong', 'dead-letter']);
  if (deadLetter !== wrong) kinds.delete(deadLetter ? 'wrong' : 'dead-letter');
  const rows: PartitionRedrive[] = [];
  for await (const row of redrive(channel, { kinds, ...(from && { from }) }, isDry)) rows.push(row);
  const sum = sumCounts(rows);
  const refused = refusalsIn(sum);
  if (refused.length > 0) process.exitCode = 1;
  if (json) printJson({ tenant, dryRun: isDry, ...sum, refused, partitions: rows });
  else print(redriveLines(rows, { tenant, isDry }, screenOf(process.stdout)));
}

function from(text: string): Selection['from'] {
  if (/^\d+$/.test(text)) return { input: wholeNumber(1)(text) };
  try {
    return { time: moment(text) };
  } catch {
    throw new InvalidArgumentError('give the sequence of an input, or a time such as 2026-11-25T08:00:00Z');
  }
}
