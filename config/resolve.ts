import { dirname, join, resolve } from 'node:path';
import { present } from './present.ts';
import { resolveLog, resolveStore } from './resolve-connectors.ts';
import { resolveTenant } from './resolve-tenant.ts';
import type { ConfigOutput } from './schema/config.ts';
import type { FromOutside, LoadedConfig } from './types.ts';

/** What a configuration is resolved against. */
export interface Surroundings {
  /** The configuration file, absolute; relative paths start at its folder. */
  readonly file: string;
  /** What `threads: auto` means. */
  readonly parallelism: number;
  readonly fromOutside: readonly FromOutside[];
}

/** Fills in the defaults that depend on other settings, and makes paths absolute. */
export function resolveConfig(parsed: ConfigOutput, around: Surroundings): LoadedConfig {
  const folder = dirname(around.file);
  const log = resolveLog(parsed.log, folder);
  const messages = join(log.kind === 'sqlite' ? log.folder : folder, 'millrace.log');
  return {
    file: around.file,
    name: parsed.name,
    log,
    store: resolveStore(parsed.store, log, folder),
    threads: parsed.threads === 'auto' ? Math.min(Math.max(around.parallelism, 1), 64) : parsed.threads,
    checkpoint: parsed.checkpoint,
    ownership: parsed.ownership,
    api: { ...parsed.api, tokens: parsed.api.tokens.map(({ tenant, token }) => ({ token, ...present({ tenant }) })) },
    logs: { level: parsed.logs.level, file: resolve(folder, parsed.logs.file ?? messages) },
    tenants: parsed.tenants.map((tenant) => resolveTenant(tenant, folder)),
    fromOutside: around.fromOutside,
  };
}
