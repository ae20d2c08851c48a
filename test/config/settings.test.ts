import { describe, expect, test } from 'vitest';
import type { TenantSettings } from '../../actors/settings.ts';
import { settingsHash, settingsOf } from '../../config/settings.ts';
import type { TenantConfig } from '../../config/types.ts';
import { ANALYTICS, alarmWindow, parse, tenant } from './support.ts';

const settings = (text: string): TenantSettings => settingsOf(parse(text).tenants[0] as TenantConfig);
const hash = (text: string): string => settingsHash(settings(text));

describe('settingsOf', () => {
  test('is plain data with modules as the file spells them', () => {
    const text = tenant('input: { format: ./f.ts }', 'analytics: [{ use: ./m.ts, settings: { z: 1, a: 2 } }]');
    expect(settings(text)).toEqual({
      input: { format: './f.ts', maxRecordBytes: 65536 },
      outOfOrderness: 10000,
      idleTimeout: 30000,
      actorErrors: 'dead-letter',
      analytics: [{ id: 'm', use: './m.ts', settings: { z: 1, a: 2 } }],
      rollups: true,
    });
  });

  test.each([
    ['outOfOrderness', tenant(ANALYTICS, 'outOfOrderness: 11s')],
    ['idleTimeout', tenant(ANALYTICS, 'idleTimeout: 31s')],
    ['watermark', alarmWindow('watermark: key')],
    ['actorErrors', tenant(ANALYTICS, 'actorErrors: stop')],
    ['input', tenant(ANALYTICS, 'input: { format: bts-csv, maxRecordBytes: 1KiB }')],
    ['analytics', alarmWindow('threshold: 4')],
    ['archive.rollups', tenant(ANALYTICS, 'archive: { rollups: false }')],
    ['quotas.keys', tenant(ANALYTICS, 'quotas: { keys: 9 }')],
  ])('changes with %s', (_, text) => {
    expect(hash(text)).not.toBe(hash(tenant(ANALYTICS)));
  });

  test.each([
    ['id', tenant(ANALYTICS).replace('c1', 'c2')],
    ['partitions', tenant(ANALYTICS, 'partitions: 9')],
    ['delivery', tenant(ANALYTICS, 'delivery: at-most-once')],
    ['simulator', tenant(ANALYTICS, 'simulator: {}')],
    ['other quotas', tenant(ANALYTICS, 'quotas: { inputRate: 9, resultRate: 9, stateBytes: 1MiB }')],
    ['a default written out', tenant(ANALYTICS, 'outOfOrderness: 10000ms')],
  ])('does not change with %s', (_, text) => {
    expect(hash(text)).toBe(hash(tenant(ANALYTICS)));
  });

  test('does not change with the order of a condition', () => {
    expect(hash(alarmWindow('where: { sensor: [2, 1, 2] }'))).toBe(hash(alarmWindow('where: { sensor: [1, 2] }')));
  });
});
