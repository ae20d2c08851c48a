import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeConfig } from '../../config/describe.ts';
import { configSchema } from '../../config/schema/config.ts';
import { groupsOf } from '../../config/schema-walk.ts';
import { errorCodes } from '../../runtime/base/error-codes.ts';

const page = readFileSync(join(import.meta.dirname, '../../config/reference.md'), 'utf8');

describe('reference.md', () => {
  test('is what the schema generates; `npm run reference` writes it', () => {
    expect(page).toBe(describeConfig());
  });

  test.each(Object.keys(errorCodes))('has the error code %s', (code) => {
    expect(page).toContain(`| \`${code}\` `);
  });

  test('says of every key what may stand there, its default and its meaning', () => {
    const groups = groupsOf(configSchema);
    const keys = groups.flatMap((group) => group.keys.map((key) => ({ group: `${group.path} ${group.form}`, ...key })));
    expect(keys.filter((key) => key.wanted === '' || key.default === '' || key.about === '')).toEqual([]);
    expect(groups.map(({ path, form }) => `${path} ${form}`.trim())).toEqual([
      '',
      'log kind: sqlite',
      'log.retention kind: sqlite',
      'log kind: jetstream',
      'log.retention kind: jetstream',
      'log.authentication',
      'log.tls',
      'store kind: sqlite',
      'store kind: cassandra',
      'store.tls',
      'checkpoint',
      'ownership',
      'api',
      'api.tokens[]',
      'logs',
      'tenants[]',
      'tenants[].input format: bts-csv',
      'tenants[].input format: json',
      'tenants[].input format: a path that starts with ./, ../ or /',
      'tenants[].analytics[] use: global-statistics',
      'tenants[].analytics[].where',
      'tenants[].analytics[] use: alarm-window',
      'tenants[].analytics[].window kind: sliding',
      'tenants[].analytics[].window kind: tumbling',
      'tenants[].analytics[].window kind: session',
      'tenants[].analytics[].window kind: count',
      'tenants[].analytics[] use: silence',
      'tenants[].analytics[] use: outlier',
      'tenants[].analytics[] use: alarm-frequency',
      'tenants[].analytics[] use: critical-rate',
      'tenants[].analytics[] use: a path that starts with ./, ../ or /',
      'tenants[].quotas',
      'tenants[].archive',
      'tenants[].batch',
      'tenants[].simulator',
    ]);
  });
});
