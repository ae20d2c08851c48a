import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import type { LoadedConfig } from '../../config/types.ts';
import { INGEST, MERGE, type PartitionIndex } from '../../connectors/log.ts';
import { audit } from '../audit/audit.ts';
import type { PartitionAudit } from '../audit/report.ts';
import type { AuditFrom } from '../audit/starting-point.ts';
import { MillraceError } from '../base/errors.ts';
import { withTenant } from '../control/added-tenants.ts';
import { tenantsAsked } from '../control/inspection.ts';
import { noData } from '../control/offline-errors.ts';
import { stagesOf } from '../ingest/stages.ts';
import { defaultConfig } from './default-config.ts';
import { wholeNumber } from './option-values.ts';
import { auditLines } from './render/audit-lines.ts';
import { print, printJson } from './render/print.ts';
import { screenOf } from './render/screen.ts';

interface Options {
  readonly tenant?: string;
  readonly partition?: PartitionIndex;
  readonly from?: AuditFrom;
  readonly config: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .option('--tenant <id>', 'of one tenant alone')
    .option('--partition <number>', `of one partition alone, or of the ${INGEST} or ${MERGE} stage`, partition)
    .option('--from <where>', 'begin with the results of an input, the oldest `checkpoint` kept, or the `start`', from)
    .addOption(new Option('--config <file>', 'configuration that has the tenants').default(defaultConfig, "the demo's"))
    .option('--json', 'print one object for scripts')
    .addHelpText('after', EXPLANATION)
    .action(run);
}

const EXPLANATION = `
Recomputes results from the input log and compares them with those in the output log, one by one and byte by byte: missing,
doubled, different, out of order, foreign (an identity that no input gives). It only reads, whether a runtime runs or not.
Without --from it begins at the start of the log, or at the oldest checkpoint where retention has dropped the start.

Exit code: 0 all agree; 1 there are differences, or something could not be judged; 2 called wrongly.

Examples:
  $ millrace audit
  $ millrace audit --tenant customer1 --partition 2 --from checkpoint --json`;

async function run({ tenant, partition, from, config: file, json }: Options): Promise<void> {
  const written = loadConfig(file);
  const { log } = written;
  const isEmpty = log.kind === 'sqlite' && !existsSync(log.folder);
  const config = isEmpty ? written : await withTenant(written, tenant);
  const tenants = tenantsAsked(config, tenant);
  checkPartition(config, tenants, partition);
  if (isEmpty) throw noData(log.folder, file);
  const partitions: PartitionAudit[] = [];
  for await (const report of audit(config, { tenants, partition, from })) partitions.push(report);
  const agrees = partitions.every(({ verdict }) => verdict === 'agrees');
  if (!agrees) process.exitCode = 1;
  if (json) printJson({ agrees, partitions });
  else print(auditLines(partitions, screenOf(process.stdout)));
}

function partition(text: string): PartitionIndex {
  return text === INGEST || text === MERGE ? text : wholeNumber(0)(text);
}

function from(text: string): AuditFrom {
  if (text === 'start' || text === 'checkpoint') return text;
  if (/^\d/.test(text)) return wholeNumber(1)(text);
  throw new InvalidArgumentError('give the sequence of an input, checkpoint or start');
}

function checkPartition(
  config: LoadedConfig,
  tenants: LoadedConfig['tenants'],
  asked: PartitionIndex | undefined,
): void {
  const all = tenants.flatMap((tenant) => stagesOf(config.log.kind, tenant.partitions, tenant));
  if (asked === undefined || all.includes(asked)) return;
  throw new MillraceError('usage', {
    what: `there is no partition ${asked}`,
    where: 'millrace audit',
    fix: `use one of ${[...new Set(all)].join(', ')}`,
  });
}
