import { createInterface } from 'node:readline/promises';
import { loadConfig } from '../../../config/load.ts';
import { MillraceError } from '../../base/errors.ts';
import { connectRuntime } from '../../control/find-runtime.ts';
import type { TenantRow } from '../../control/runtime-control.ts';
import { print, printJson } from '../render/print.ts';
import { hasFigures } from '../render/tenants-table.ts';
import { counted } from '../words.ts';
import { exportTenant } from './export.ts';

interface Options {
  readonly config: string;
  readonly json?: true;
  readonly yes?: true;
  readonly export?: string;
}

/** Removes a tenant for good: asks, and exports before if that is wanted. */
export async function removeTenant(id: string, options: Options): Promise<void> {
  const config = loadConfig(options.config);
  const runtime = await connectRuntime(config);
  const row = (await runtime.tenants()).find((tenant) => tenant.id === id);
  // One that stands in the file is refused, and nobody is asked.
  const isConfigured = config.tenants.some((tenant) => tenant.id === id);
  if (!options.yes && !isConfigured && !(await isConfirmed(id, row, options.export))) {
    print(['Nothing was removed.']);
    process.exitCode = 1;
    return;
  }
  if (options.export !== undefined && !isConfigured) {
    // Drained first, so that the export has all there will be.
    if (row !== undefined) await runtime.stopTenant(id);
    const files = await exportTenant(config, id, options.export);
    if (!options.json) print(files.map(({ file, records }) => `${file}: ${counted(records, 'record')}`));
  }
  await runtime.removeTenant(id);
  if (options.json) printJson({ id, removed: true });
  else print([`${id}: removed`]);
}

async function isConfirmed(id: string, row: TenantRow | undefined, folder: string | undefined): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new MillraceError('usage', {
      what: 'nobody can be asked whether the tenant is to be removed',
      where: 'millrace tenants remove',
      fix: 'add --yes if it is',
    });
  }
  const results = Object.values(row?.results ?? {}).reduce((sum, count) => sum + count, 0);
  const isKnown = row !== undefined && hasFigures(row);
  const held = isKnown ? ` (${counted(row.events, 'event')}, ${counted(results, 'result')})` : '';
  print([
    `This removes tenant ${id}${held} with its logs, checkpoints and archive, in every process, for good.`,
    folder === undefined
      ? 'Nothing is exported before: see --export.'
      : `Its events and results are written to ${folder} first.`,
  ]);
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await lines.question(`Remove ${id}? (y/N) `);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
