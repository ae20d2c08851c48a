import { expect, test } from 'vitest';
import type { AnalyticSettings } from '../../../actors/settings.ts';
import { INGEST, MERGE } from '../../../connectors/log.ts';
import { settingsRunBy } from '../../../runtime/ingest/stages.ts';
import { settingsOf } from '../../support/reference/settings.ts';

test('each stage runs its own analytics, and is changed by their code alone', () => {
  const own = (id: string, of?: readonly string[]): AnalyticSettings =>
    ({ id, use: `./${id}.ts`, settings: {}, ...(of && { of, by: 'key' }) }) as AnalyticSettings;
  const rate = { id: 'rate', use: 'critical-rate', by: 'station', period: 60_000, bound: 5 } as const;
  const quiet = { id: 'quiet', use: 'silence', after: 30_000, factor: 2, minimum: 8, by: 'sensor' } as const;
  const settings = settingsOf([own('a'), own('b', ['a']), own('c', ['b', 'rate']), rate, quiet]);
  const run = (index: 0 | typeof INGEST | typeof MERGE): string[] =>
    settingsRunBy(index, settings).analytics.map(({ id }) => id);
  expect(run(0)).toEqual(['a', 'quiet']);
  expect(run(MERGE)).toEqual(['b', 'c', 'rate', 'quiet']);
  expect(run(INGEST)).toEqual([]);
});
