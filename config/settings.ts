import type { AnalyticSettings, InputSettings, TenantSettings, Where } from '../actors/settings.ts';
import { canonicalJson, shortHash } from '../runtime/base/canonical.ts';
import type { AnalyticConfig, InputConfig, TenantConfig } from './types.ts';

/**
 * The part of a tenant's configuration that changes what a partition computes, as plain data. The same on every machine:
 * modules stand as the file spells them. Not in it: id, partitions, delivery, simulator.
 */
export function settingsOf(tenant: TenantConfig): TenantSettings {
  const { outOfOrderness, idleTimeout, actorErrors, batch, quotas } = tenant;
  const input = inputSettings(tenant.input);
  const analytics = tenant.analytics.map(analyticSettings);
  const { rollups } = tenant.archive;
  return {
    input,
    outOfOrderness,
    idleTimeout,
    actorErrors,
    analytics,
    rollups,
    ...(quotas.keys !== undefined && { keyQuota: quotas.keys }),
    ...(batch && { batch }),
  };
}

/** Sixteen hexadecimal digits that stand for settings; equal for settings that mean the same. */
export function settingsHash(settings: TenantSettings): string {
  return shortHash(canonicalJson(settings));
}

function inputSettings(input: InputConfig): InputSettings {
  const { format, maxRecordBytes } = input;
  if (input.kind !== 'json') return { format, maxRecordBytes };
  const { key, time, value, threshold, isActive } = input;
  return { format, maxRecordBytes, json: { key, time, value, isActive, ...(threshold && { threshold }) } };
}

function analyticSettings(analytic: AnalyticConfig): AnalyticSettings {
  const { id, where, expireAfter } = analytic;
  const common = { id, ...(where && { where: sorted(where) }), ...(expireAfter !== undefined && { expireAfter }) };
  switch (analytic.kind) {
    case 'global-statistics':
      return { ...common, use: analytic.kind, emit: analytic.emit };
    case 'alarm-window': {
      const { window, threshold, watermark } = analytic;
      return { ...common, use: analytic.kind, window, threshold, watermark };
    }
    case 'silence': {
      const { after, factor, minimum, by, settle } = analytic;
      const group = by === 'key' ? undefined : { by, settle };
      return { ...common, use: analytic.kind, after, factor, minimum, ...group };
    }
    case 'outlier':
      return { ...common, use: analytic.kind, deviations: analytic.deviations, minimum: analytic.minimum };
    case 'alarm-frequency': {
      const { period, watermark, settle } = analytic;
      const window = { kind: 'tumbling', size: period } as const;
      return { ...common, use: analytic.kind, window, threshold: 0, watermark, settle };
    }
    case 'critical-rate': {
      const { by, period, bound, alerts } = analytic;
      return { ...common, use: analytic.kind, by, period, bound, ...(alerts && { alerts }) };
    }
    case 'module': {
      const { use, settings, of, by } = analytic;
      return { ...common, use, settings, ...(of && by && { of: [...new Set(of)].sort(), by }) };
    }
  }
}

/** Conditions mean the same in any order. */
function sorted(where: Where): Where {
  const inOrder = (value: unknown) =>
    Array.isArray(value) ? [...new Set<number>(value)].sort((a, b) => a - b) : value;
  return Object.fromEntries(Object.entries(where).map(([key, value]) => [key, inOrder(value)]));
}
