import type { AlarmWindowConfig, AnalyticSettings, TenantSettings, WindowSettings } from '../../../actors/settings.ts';

/** Settings of a tenant with these analytics; times in milliseconds. */
export function settingsOf(analytics: readonly AnalyticSettings[], more: Partial<TenantSettings> = {}): TenantSettings {
  return {
    input: { format: 'bts-csv', maxRecordBytes: 65_536 },
    outOfOrderness: 10_000,
    idleTimeout: 30_000,
    actorErrors: 'dead-letter',
    analytics,
    rollups: true,
    ...more,
  };
}

export function alarmWindow(
  window: WindowSettings,
  threshold: number,
  more: Partial<AlarmWindowConfig> = {},
): AlarmWindowConfig {
  return { id: 'alarm-window', use: 'alarm-window', window, threshold, watermark: 'partition', ...more };
}
