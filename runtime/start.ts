import { dirname } from 'node:path';
import { logChoiceOf } from '../config/choices.ts';
import { settingsOf } from '../config/settings.ts';
import type { LoadedConfig, TenantConfig } from '../config/types.ts';
import { openTenantRegister } from '../connectors/registry.ts';
import { acquireFolderLock } from '../connectors/sqlite/folder-lock.ts';
import type { TenantEntry, TenantRegister } from '../connectors/tenant-register.ts';
import type { LogSink } from './base/log-sink.ts';
import { ApiServer } from './control/api.ts';
import { LiveControl } from './control/live-control.ts';
import type { RuntimeControl } from './control/runtime-control.ts';
import { newOwner, partitionSpecs, simulationSpec } from './control/specs.ts';
import { Tenant } from './control/tenant.ts';
import { checkModules } from './modules/check-modules.ts';
import { PartitionHandle } from './threads/partition-handle.ts';
import { ThreadPool } from './threads/pool.ts';
import { SimulationHandle } from './threads/simulation-handle.ts';

const WORKERS = new URL('./threads/worker-main.js', import.meta.url);

/** How a runtime is started. */
export interface StartOptions {
  /** Go on from a checkpoint although other code computed results after it. */
  readonly acceptCodeChange: boolean;
  readonly log: LogSink;
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
 * The composition root of the main thread: starts all that a configuration names. What fails leaves nothing behind.
 *
 * @throws folder-locked, folder-unusable, partitions-changed, port-in-use, listen-failed, and what
 * {@link checkModules} throws.
 */
export async function startRuntime(config: LoadedConfig, options: StartOptions): Promise<Runtime> {
  for (const tenant of config.tenants) await checkModules(settingsOf(tenant), dirname(config.file));
  await using undo = new AsyncDisposableStack();
  const lock = config.log.kind === 'sqlite' ? acquireFolderLock(config.log.folder, { name: config.name }) : undefined;
  undo.defer(() => lock?.release());
  const register = undo.adopt(
    await openTenantRegister(logChoiceOf(config.log)),
    async (opened) => await opened.close(),
  );
  const entries = await enterAll(config.tenants, register);
  const pool = undo.adopt(new ThreadPool(config.threads, WORKERS), async (started) => await started.close());
  const tenants = tenantsOf(config, options, pool);
  const control = new LiveControl(
    {
      name: config.name,
      pid: process.pid,
      startedAt: lock?.info.startedAt ?? new Date().toISOString(),
      threads: config.threads,
    },
    tenants,
    register,
  );
  const server = undo.adopt(
    new ApiServer(control, { log: options.log, tokens: config.api.tokens }),
    async (listening) => await listening.close(),
  );
  const api = await server.listen(config.api.listen);
  lock?.publish({ api });
  undo.defer(async () => await Promise.all(tenants.map(async (tenant) => await tenant.stop())).then(() => undefined));
  for (const tenant of tenants) if (!entries.get(tenant.config.id)?.stopped) await tenant.start();
  const running = undo.move();
  return { control, api, stop: async () => await running.disposeAsync() };
}

async function enterAll(
  tenants: readonly TenantConfig[],
  register: TenantRegister,
): Promise<ReadonlyMap<string, TenantEntry>> {
  const entries = new Map<string, TenantEntry>();
  for (const { id, partitions } of tenants) entries.set(id, await register.enter(id, partitions));
  return entries;
}

function tenantsOf(config: LoadedConfig, options: StartOptions, pool: ThreadPool): Tenant[] {
  const { log, acceptCodeChange } = options;
  const owner = newOwner();
  return config.tenants.map((tenant) => {
    const specs = partitionSpecs(config, tenant, { owner, acceptCodeChange });
    const handles = specs.map((spec) => new PartitionHandle(spec, pool, log));
    const simulation = simulationSpec(config, tenant);
    return new Tenant(tenant, handles, simulation && new SimulationHandle(simulation, pool, log));
  });
}
