import { basename, extname, resolve } from 'node:path';
import type { Where, WindowSettings } from '../actors/settings.ts';
import type { AnalyticOutput, InputOutput, TenantOutput } from './schema/config.ts';
import type { AnalyticConfig, InputConfig, TenantConfig, WatermarkConfig } from './types.ts';

/** {@link import('./resolve.ts').resolveConfig} for one tenant. */
export function resolveTenant(parsed: TenantOutput, folder: string): TenantConfig {
  const { input, analytics, batch, simulator, ...rest } = parsed;
  const ids = analyticIds(analytics);
  return {
    ...rest,
    input: resolveInput(input, folder),
    analytics: analytics.map((analytic, index) =>
      resolveAnalytic(analytic, ids[index] as string, parsed.watermark, folder),
    ),
    batch,
    simulator,
  };
}

/** The ids given, and for the others the name in `use`, with -2, -3 where it is taken. */
export function analyticIds(
  analytics: readonly { readonly use: string; readonly id?: string | undefined }[],
): string[] {
  const taken = new Set(analytics.flatMap(({ id }) => (id === undefined ? [] : [id])));
  return analytics.map(({ use, id }) => {
    if (id !== undefined) return id;
    const name =
      basename(use, extname(use))
        .replace(/[^A-Za-z0-9_-]/g, '-')
        .slice(0, 60) || 'module';
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name}-${n}`;
    taken.add(free);
    return free;
  });
}

function resolveInput(parsed: InputOutput, folder: string): InputConfig {
  if (isJson(parsed)) return { kind: 'json', ...parsed, threshold: parsed.threshold };
  if (parsed.format === 'bts-csv') return { kind: 'bts-csv', ...parsed };
  return { kind: 'module', ...parsed, module: resolve(folder, parsed.format) };
}

function isJson(parsed: InputOutput): parsed is Extract<InputOutput, { format: 'json' }> {
  return parsed.format === 'json';
}

function resolveAnalytic(
  parsed: AnalyticOutput,
  id: string,
  watermark: WatermarkConfig,
  folder: string,
): AnalyticConfig {
  const common = { use: parsed.use, id, where: whereOf(parsed.where), expireAfter: parsed.expireAfter };
  if ('emit' in parsed) return { kind: 'global-statistics', ...common, emit: parsed.emit };
  if ('window' in parsed) {
    const { threshold } = parsed;
    const own = parsed.watermark ?? watermark;
    return { kind: 'alarm-window', ...common, window: windowOf(parsed.window), threshold, watermark: own };
  }
  if ('deviations' in parsed) {
    return { kind: 'outlier', ...common, deviations: parsed.deviations, minimum: parsed.minimum };
  }
  if ('after' in parsed) {
    const { after, factor = 2, minimum = 8, by, settle = 10_000 } = parsed;
    return { kind: 'silence', ...common, after, factor, minimum, by, settle: by === 'key' ? 0 : settle };
  }
  if ('settle' in parsed) {
    const { period, settle } = parsed;
    return { kind: 'alarm-frequency', ...common, period, watermark: parsed.watermark ?? watermark, settle };
  }
  if ('bound' in parsed) {
    const { by, period, bound, alerts } = parsed;
    return { kind: 'critical-rate', ...common, by, period, bound, alerts };
  }
  const { settings, of } = parsed;
  const by = of && (parsed.by ?? 'key');
  return { kind: 'module', ...common, module: resolve(folder, parsed.use), settings, of, by };
}

function windowOf(parsed: Extract<AnalyticOutput, { use: 'alarm-window' }>['window']): WindowSettings {
  return parsed.kind === 'count' ? { ...parsed, slide: parsed.slide ?? parsed.size } : parsed;
}

function whereOf(parsed: AnalyticOutput['where']): Where | undefined {
  if (parsed === undefined) return undefined;
  return Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined));
}
