import { relative } from 'node:path';
import type { LoadedConfig } from '../../../config/types.ts';
import { defaultConfig } from '../default-config.ts';
import { counted } from '../words.ts';

/** What a person should know when a runtime has started. */
export function banner(config: LoadedConfig, api: string): readonly string[] {
  const first = config.tenants[0]?.id ?? '';
  const named = config.file === defaultConfig ? '' : ` --config ${quoted(relative(process.cwd(), config.file))}`;
  const partitions = config.tenants.reduce((sum, tenant) => sum + tenant.partitions, 0);
  return [
    `Millrace runs ${config.name}: ${counted(config.tenants.length, 'tenant')}, ${counted(partitions, 'partition')}, ${counted(config.threads, 'thread')}.`,
    '',
    `  API    ${api}`,
    `  data   ${config.log.kind === 'sqlite' ? config.log.folder : config.log.servers.join(', ')}`,
    `  log    ${config.logs.file}`,
    '',
    'In another terminal:',
    `  npx millrace tail ${first}${named}   its results as they come`,
    `  npx millrace actors --tenant ${first}${named}   the state of each key`,
    'Ctrl-C stops; the next start goes on from there.',
    '',
  ];
}

/** As a shell takes it for one word. */
function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
