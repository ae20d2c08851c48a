import { loadConfig } from '../../../config/load.ts';
import type { TenantSection } from '../../../connectors/tenant-register.ts';
import type { RuntimeClient } from '../../control/client.ts';
import { connectRuntime } from '../../control/find-runtime.ts';
import type { TenantRow } from '../../control/runtime-control.ts';
import { print, printJson } from '../render/print.ts';
import { sectionsIn } from './sections.ts';

interface Options {
  readonly config: string;
  readonly json?: true;
}

/** Adds the tenants of a file one after the other; the first that is refused ends it. */
export async function addTenants(file: string, options: Options): Promise<void> {
  await giveEach(file, options, async (runtime, section) => await runtime.addTenant(section));
}

/** Gives the tenants of a file, which were added, the settings that they have in it, one after the other. */
export async function updateTenants(file: string, options: Options): Promise<void> {
  await giveEach(file, options, async (runtime, section) => await runtime.updateTenant(section));
}

async function giveEach(
  file: string,
  { config, json }: Options,
  give: (runtime: RuntimeClient, section: TenantSection) => Promise<TenantRow>,
): Promise<void> {
  const loaded = loadConfig(config);
  const sections = sectionsIn(file, loaded.file);
  const runtime = await connectRuntime(loaded);
  const rows: TenantRow[] = [];
  for (const section of sections) {
    const row = await give(runtime, section);
    rows.push(row);
    if (!json) print([`${row.id}: ${row.phase}`]);
  }
  if (json) printJson(rows);
}
