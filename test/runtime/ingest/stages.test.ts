import { expect, test } from 'vitest';
import { noModules } from '../../../actors/catalog.ts';
import { IngestStage } from '../../../runtime/ingest/ingest-stage.ts';
import { inletsOf, makeStage, needsIngest, stagesOf } from '../../../runtime/ingest/stages.ts';
import { Partition } from '../../../runtime/partition/partition.ts';
import { plain } from './support.ts';

test('a tenant has an ingest stage where the broker maps keys, and there is a choice of partitions', () => {
  expect([needsIngest('jetstream', 2), needsIngest('jetstream', 1), needsIngest('sqlite', 8)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(inletsOf('jetstream', 3)).toEqual([0, 1, 2, 'ingest']);
  expect(inletsOf('jetstream', 1)).toEqual([0]);
  expect(inletsOf('sqlite', 2)).toEqual([0, 1]);
});

test('a tenant has a merge stage where an analytic is computed over its partitions', () => {
  const analytics = [{ use: 'alarm-window' }];
  expect(stagesOf('jetstream', 2, { analytics })).toEqual([0, 1, 'ingest']);
  expect(stagesOf('jetstream', 2, { analytics: [...analytics, { use: 'critical-rate' }] })).toEqual([
    0,
    1,
    'ingest',
    'merge',
  ]);
  expect(stagesOf('sqlite', 1, { analytics: [{ use: 'alarm-frequency' }] })).toEqual([0, 'merge']);
  expect(stagesOf('sqlite', 1, { analytics: [{ use: 'silence', by: 'sensor' }] })).toEqual([0, 'merge']);
  expect(stagesOf('sqlite', 1, { analytics: [{ use: 'silence', by: 'key' }] })).toEqual([0]);
});

test('a stage is made by its name', () => {
  expect(makeStage({ index: 'ingest', count: 2 }, plain, noModules)).toBeInstanceOf(IngestStage);
  expect(makeStage({ index: 'merge', count: 2 }, plain, noModules)).toBeInstanceOf(Partition);
  expect(makeStage({ index: 1, count: 2 }, plain, noModules)).toBeInstanceOf(Partition);
});
