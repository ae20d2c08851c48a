import { describe, expect, test } from 'vitest';
import { type Json, settingsHash, settingsOf } from '../../config/settings.ts';
import type { TenantConfig } from '../../config/types.ts';
import { ANALYTICS, alarmWindow, parse, tenant } from './support.ts';

const settings = (text: string): Json => settingsOf(parse(text).tenants[0] as TenantConfig);
const hash = (text: string): string => settingsHash(settings(text));

describe('settingsOf', () => {
  test('is plain JSON with sorted keys, and modules as the file spells them', () => {
    const text = tenant('input: { format: ./f.ts }', 'analytics: [{ use: ./m.ts, settings: { z: 1, a: 2 } }]');
    expect(JSON.stringify(settings(text))).toBe(
      '{"actorErrors":"dead-letter","analytics":[{"id":"m","kind":"module","settings":{"a":2,"z":1},"use":"./m.ts"}],' +
        '"idleTimeout":30000,"input":{"format":"./f.ts","kind":"module","maxRecordBytes":65536},"outOfOrderness":10000,' +
        '"watermark":"partition"}',
    );
  });

  test.each([
    ['outOfOrderness', tenant(ANALYTICS, 'outOfOrderness: 11s')],
    ['idleTimeout', tenant(ANALYTICS, 'idleTimeout: 31s')],
    ['watermark', tenant(ANALYTICS, 'watermark: key')],
    ['actorErrors', tenant(ANALYTICS, 'actorErrors: stop')],
    ['input', tenant(ANALYTICS, 'input: { format: bts-csv, maxRecordBytes: 1KiB }')],
    ['analytics', alarmWindow('threshold: 4')],
  ])('changes with %s', (_, text) => {
    expect(hash(text)).not.toBe(hash(tenant(ANALYTICS)));
  });

  test.each([
    ['id', tenant(ANALYTICS).replace('c1', 'c2')],
    ['partitions', tenant(ANALYTICS, 'partitions: 9')],
    ['delivery', tenant(ANALYTICS, 'delivery: at-most-once')],
    ['simulator', tenant(ANALYTICS, 'simulator: {}')],
    ['a default written out', tenant(ANALYTICS, 'outOfOrderness: 10000ms')],
  ])('does not change with %s', (_, text) => {
    expect(hash(text)).toBe(hash(tenant(ANALYTICS)));
  });

  test('does not change with the order of a condition', () => {
    expect(hash(alarmWindow('where: { sensor: [2, 1, 2] }'))).toBe(hash(alarmWindow('where: { sensor: [1, 2] }')));
  });
});

describe('settingsHash', () => {
  test('is the start of the SHA-256 of JSON with sorted keys', () => {
    // printf '{"a":[1,{"b":null}],"c":"x"}' | sha256sum
    expect(settingsHash({ c: 'x', a: [1, { b: null }] })).toBe('e478500dd93008fb');
  });
});
