import type { BatchSettings, JsonPath, WindowSettings } from '../actors/settings.ts';
import { present } from './present.ts';
import { durationText, sizeText } from './schema/units.ts';
import type {
  AnalyticConfig,
  ArchiveConfig,
  InputConfig,
  LoadedConfig,
  LogConfig,
  QuotasConfig,
  SilenceConfig,
  StoreConfig,
  TenantConfig,
} from './types.ts';

/** A loaded configuration in the shape of the file, units as text: the inverse of loading. */
export function documentOf(config: LoadedConfig): object {
  const { log, checkpoint, api, ownership } = config;
  const host = api.listen.host.includes(':') ? `[${api.listen.host}]` : api.listen.host;
  return {
    name: config.name,
    log: logOf(log),
    store: storeOf(config.store),
    threads: config.threads,
    checkpoint: { ...checkpoint, every: durationText(checkpoint.every) },
    ...(log.kind === 'jetstream' && { ownership: { lease: durationText(ownership.lease) } }),
    api: { listen: `${host}:${api.listen.port}`, ...(api.tokens.length > 0 && { tokens: api.tokens }) },
    logs: config.logs,
    tenants: config.tenants.map(tenantOf),
  };
}

function logOf(log: LogConfig): object {
  const { bytes, age } = log.retention;
  const size = bytes === undefined ? undefined : sizeText(bytes);
  const duplicateWindow = durationText(log.duplicateWindow);
  return present({ ...log, retention: present({ size, age: durationText(age) }), duplicateWindow });
}

function storeOf(store: StoreConfig): object {
  if (store.kind === 'sqlite') return store;
  const { class: strategy, ...centres } = store.replication;
  return strategy === 'SimpleStrategy' ? store : { ...store, replication: centres };
}

function tenantOf(tenant: TenantConfig): object {
  const { simulator } = tenant;
  return present({
    id: tenant.id,
    partitions: tenant.partitions,
    input: inputOf(tenant.input),
    delivery: tenant.delivery,
    outOfOrderness: durationText(tenant.outOfOrderness),
    idleTimeout: durationText(tenant.idleTimeout),
    watermark: tenant.watermark,
    actorErrors: tenant.actorErrors,
    analytics: tenant.analytics.map(analyticOf),
    quotas: quotasOf(tenant.quotas),
    archive: archiveOf(tenant.archive),
    batch: tenant.batch && batchOf(tenant.batch),
    simulator: simulator && { ...simulator, history: durationText(simulator.history) },
  });
}

/** Undefined when there are none. */
function quotasOf({ stateBytes, ...rest }: QuotasConfig): object | undefined {
  const quotas = present({ ...rest, stateBytes: stateBytes === undefined ? undefined : sizeText(stateBytes) });
  return Object.keys(quotas).length === 0 ? undefined : quotas;
}

function archiveOf({ rollups, events }: ArchiveConfig): object {
  return { rollups, events: events && { keep: durationText(events.keep) } };
}

function batchOf({ period, coolDown, ...rest }: BatchSettings): object {
  return { ...rest, period: durationText(period), coolDown: durationText(coolDown) };
}

function inputOf(input: InputConfig): object {
  const common = { format: input.format, maxRecordBytes: sizeText(input.maxRecordBytes) };
  if (input.kind !== 'json') return common;
  const spelled = (path: JsonPath | undefined) => path?.join('.');
  return present({
    ...common,
    key: input.key.map(spelled),
    time: spelled(input.time),
    value: spelled(input.value),
    threshold: spelled(input.threshold),
    isActive: spelled(input.isActive),
  });
}

function analyticOf(analytic: AnalyticConfig): object {
  const { kind: _, expireAfter, ...rest } = analytic;
  const spelled = { ...rest, ...(expireAfter !== undefined && { expireAfter: durationText(expireAfter) }) };
  if (analytic.kind === 'alarm-window') return present({ ...spelled, window: windowOf(analytic.window) });
  if (analytic.kind === 'module') return present({ ...spelled, module: undefined });
  if (analytic.kind === 'silence') return present(silenceOf(spelled, analytic));
  if (analytic.kind === 'outlier') return present(spelled);
  if (analytic.kind === 'critical-rate') return present({ ...spelled, period: durationText(analytic.period) });
  if (analytic.kind === 'alarm-frequency') {
    return present({ ...spelled, period: durationText(analytic.period), settle: durationText(analytic.settle) });
  }
  const { emit } = analytic;
  return present({ ...spelled, emit: typeof emit === 'string' ? emit : { every: durationText(emit.every) } });
}

/** With a set time, or by key, the others may not stand there. */
function silenceOf(spelled: object, { after, by, settle }: SilenceConfig): object {
  const own = { ...spelled, settle: by === 'key' ? undefined : durationText(settle) };
  return after === 'usual' ? own : { ...own, after: durationText(after), factor: undefined, minimum: undefined };
}

function windowOf(window: WindowSettings): object {
  switch (window.kind) {
    case 'sliding':
      return { ...window, size: durationText(window.size), slide: durationText(window.slide) };
    case 'tumbling':
      return { ...window, size: durationText(window.size) };
    case 'session':
      return { ...window, gap: durationText(window.gap) };
    case 'count':
      return window;
  }
}
