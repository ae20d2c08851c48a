import { expect, test } from 'vitest';
import { noModules } from '../../../actors/catalog.ts';
import { IngestStage } from '../../../runtime/ingest/ingest-stage.ts';
import { makeStage, needsIngest, stagesOf } from '../../../runtime/ingest/stages.ts';
import { Partition } from '../../../runtime/partition/partition.ts';
import { plain } from './support.ts';

test('a tenant has an ingest stage where the broker maps keys, and there is a choice of partitions', () => {
  expect([needsIngest('jetstream', 2), needsIngest('jetstream', 1), needsIngest('sqlite', 8)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(stagesOf('jetstream', 3)).toEqual([0, 1, 2, 'ingest']);
  expect(stagesOf('jetstream', 1)).toEqual([0]);
  expect(stagesOf('sqlite', 2)).toEqual([0, 1]);
});

test('a stage is made by its name', () => {
  expect(makeStage({ index: 'ingest', count: 2 }, plain, noModules)).toBeInstanceOf(IngestStage);
  expect(makeStage({ index: 1, count: 2 }, plain, noModules)).toBeInstanceOf(Partition);
});
