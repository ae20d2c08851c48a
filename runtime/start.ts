import { dirname } from 'node:path';
import { logChoiceOf } from '../config/choices.ts';
import { settingsOf } from '../config/settings.ts';
import { tenantOf } from '../config/tenant-section.ts';
import type { LoadedConfig, TenantConfig } from '../config/types.ts';
import { openTenantRegister } from '../connectors/registry.ts';
import { acquireFolderLock } from '../connectors/sqlite/folder-lock.ts';
import type { TenantRegister, TenantSection } from '../connectors/tenant-register.ts';
import type { LogSink } from './base/log-sink.ts';
import { ApiServer } from './control/api.ts';
import { ApiTokens } from './control/api-tokens.ts';
import { Beginning } from './control/beginning.ts';
import { durabilityProbes } from './control/durability/probes.ts';
import { DurabilityWatch } from './control/durability/watch.ts';
import { CustomerEnds } from './control/ends/customer-ends.ts';
import { LateRegister } from './control/late-register.ts';
import { LiveControl } from './control/live-control.ts';
import { reloadConfig } from './control/reload.ts';
import type { RuntimeControl } from './control/runtime-control.ts';
import { newOwner, partitionSpecs, simulationSpec } from './control/specs.ts';
import { Tenant } from './control/tenant.ts';
import { TenantChanges } from './control/tenant-changes.ts';
import { TenantRoster } from './control/tenant-roster.ts';
import { checkModules } from './modules/check-modules.ts';
import { AwayNotices } from './threads/away-notices.ts';
import { PartitionHandle } from './threads/partition-handle.ts';
import { ThreadPool } from './threads/pool.ts';
import { SimulationHandle } from './threads/simulation-handle.ts';

const WORKERS = new URL('./threads/worker-main.js', import.meta.url);

/** How a runtime is started. */
export interface StartOptions {
  /** Go on from a checkpoint although other code computed results after it. */
  readonly acceptCodeChange: boolean;
  readonly log: LogSink;
  /** Aborts when it is to begin no more, while it waits for its servers. Default: never. */
  readonly stop?: AbortSignal;
}

/** A running runtime. */
export interface Runtime {
  readonly control: RuntimeControl;
  /** Address of its HTTP API, such as `http://127.0.0.1:8787`. */
  readonly api: string;
  /** Drains all partitions, takes their checkpoints and gives the data folder back. */
  stop(): Promise<void>;
}

/**
 * The composition root of the main thread: starts all that a configuration names. Resolves when the register of tenants has been
 * reached: while the broker is away it waits, healthy and not ready. What fails leaves nothing behind.
 *
 * @throws the reason of `stop`, folder-locked, folder-unusable, partitions-changed, port-in-use, listen-failed, and what
 * {@link checkModules} throws.
 */
export async function startRuntime(config: LoadedConfig, options: StartOptions): Promise<Runtime> {
  for (const tenant of config.tenants) await checkModules(settingsOf(tenant), dirname(config.file));
  await using undo = new AsyncDisposableStack();
  const lock = config.log.kind === 'sqlite' ? acquireFolderLock(config.log.folder, { name: config.name }) : undefined;
  undo.defer(() => lock?.release());
  const register = undo.adopt(
    new LateRegister(async () => await openTenantRegister(logChoiceOf(config.log))),
    async (opened) => await opened.close(),
  );
  const pool = undo.adopt(new ThreadPool(config.threads, WORKERS), async (started) => await started.close());
  const durability = undo.adopt(
    new DurabilityWatch(durabilityProbes(config), options.log),
    async (watch) => await watch.stop(),
  );
  const beginning = new Beginning(options.log);
  const roster = rosterOf(config, options, { pool, register });
  const tokens = new ApiTokens(config.api.tokens);
  const control = new LiveControl(
    {
      name: config.name,
      pid: process.pid,
      startedAt: lock?.info.startedAt ?? new Date().toISOString(),
      threads: config.threads,
    },
    roster,
    new TenantChanges(config, register, (id) => roster.isConfigured(id)),
    async () => await reloadConfig(config, roster, tokens),
    { durability: () => durability.found, wait: () => beginning.wait },
  );
  const ends = undo.adopt(new CustomerEnds(config, pool), async (opened) => await opened.close());
  const server = undo.adopt(
    new ApiServer(control, { log: options.log, tokens, ends }),
    async (listening) => await listening.close(),
  );
  const api = await server.listen(config.api.listen);
  undo.defer(async () => await roster.stop());
  const begin = async (): Promise<void> => {
    for (const { id, partitions } of config.tenants) await register.enter(id, partitions);
    lock?.publish({ api });
    await roster.reconcile();
    for (const { tenant } of config.api.tokens) {
      if (tenant === undefined || roster.get(tenant) !== undefined) continue;
      options.log(
        'warn',
        `api.tokens has a token of ${tenant}, which is no tenant here until one of that id is added`,
        {},
      );
    }
  };
  await beginning.when(begin, options.stop ?? new AbortController().signal);
  roster.follow();
  const running = undo.move();
  return { control, api, stop: async () => await running.disposeAsync() };
}

/** The tenants of the configuration, and the way to make those that are added. */
function rosterOf(
  config: LoadedConfig,
  { log, acceptCodeChange }: StartOptions,
  { pool, register }: { readonly pool: ThreadPool; readonly register: TenantRegister },
): TenantRoster {
  const owner = newOwner();
  const away = new AwayNotices(log);
  const make = (tenant: TenantConfig): Tenant => {
    const specs = partitionSpecs(config, tenant, { owner, acceptCodeChange });
    const handles = specs.map((spec) => new PartitionHandle(spec, pool, log, away));
    const simulation = simulationSpec(config, tenant);
    return new Tenant(tenant, handles, simulation && new SimulationHandle(simulation, pool, log));
  };
  const makeChecked = async (tenant: TenantConfig): Promise<Tenant> => {
    await checkModules(settingsOf(tenant), dirname(config.file));
    return make(tenant);
  };
  const read = (section: TenantSection): TenantConfig => tenantOf(section, config.file);
  return new TenantRoster({ register, read, make: makeChecked, log }, config.tenants.map(make));
}
