import { INGEST, MERGE } from '../../../connectors/log.ts';
import type { LateCheckpoint, PartitionPhase, PartitionStatus, WaitsFor } from '../../threads/protocol.ts';
import type { Durability } from '../durability/judgement.ts';
import type { PartitionRow, RuntimeStatus, TenantPhase, TenantRow } from '../runtime-control.ts';
import {
  checkpointStatus,
  checkpointTime,
  delays,
  histogram,
  loadProgress,
  measures,
  plainError,
  quality,
  replay,
} from './figures.ts';
import { listOf, named, number, objectOf, oneOf, orNull, type Schema, text } from './schema.ts';

const durability = objectOf<Durability>({
  promise: text('In one sentence.'),
  powerCut: oneOf<Durability['powerCut']>({ survived: true, 'if-not-all-at-once': true, 'may-lose': true }),
  log: text('How the logs are kept.'),
  store: text('How checkpoints are kept.'),
  warnings: listOf(text(), 'What could be lost when, and what to do about it.'),
});

export const runtimeStatus = named(
  'Status',
  objectOf<RuntimeStatus>({
    name: text(),
    pid: number(),
    startedAt: text('ISO time.'),
    threads: number(),
    durability: orNull({ ...durability, description: 'Null until the servers were asked.' }),
  }),
);

export const tenantRow = named(
  'Tenant',
  objectOf<TenantRow>({
    id: text(),
    phase: oneOf<TenantPhase>({
      running: true,
      stopped: true,
      starting: true,
      stopping: true,
      waiting: true,
      stalled: true,
      quarantined: true,
      failed: true,
    }),
    partitions: number(),
    delivery: text(),
    analytics: listOf(text(), 'Ids.'),
    actors: number(),
    lag: number('Records that wait in its input logs.'),
    restored: orNull(number('Share of the actors of checkpoints being restored that are there, 0 to 1.')),
    ...measures,
  }),
);

/** A number, or the name of a stage beside the partitions. */
export const partitionIndex: Schema = { anyOf: [{ type: 'integer', minimum: 0 }, { enum: [INGEST, MERGE] }] };

const waitsFor = objectOf<WaitsFor>({
  code: text('What it waits for: `lease`, a rate, or the code of an error that has to end.'),
  what: text(),
  since: number('Milliseconds since 1970-01-01Z.'),
});

const pause = objectOf<PartitionStatus['checkpointPause']>({ total: number(), longest: number(), newest: number() });

export const partitionRow = named(
  'Partition',
  objectOf<PartitionRow>({
    tenant: text(),
    partition: partitionIndex,
    phase: oneOf<PartitionPhase>({
      starting: true,
      waiting: true,
      recovering: true,
      running: true,
      stalled: true,
      quarantined: true,
      draining: true,
      stopped: true,
      failed: true,
    }),
    thread: number(),
    owner: orNull(text('Of it: this process, or the one whose lease it waits for.')),
    epoch: number(),
    sequence: number('Newest input taken.'),
    inputLast: number('Newest input in the log.'),
    lag: number('Records that wait.'),
    outputLast: number(),
    watermark: orNull(number('Milliseconds since 1970-01-01Z.')),
    logTime: orNull(number('Milliseconds since 1970-01-01Z.')),
    watermarkDelay: measures.watermarkDelay,
    actors: number(),
    dueReports: measures.dueReports,
    quality,
    suppressed: measures.suppressed,
    replay: orNull(replay),
    checkpoint: orNull(checkpointStatus),
    checkpointTime,
    checkpointPause: { ...pause, description: 'Milliseconds for which checkpoints kept events waiting.' },
    delays,
    response: histogram,
    error: orNull(plainError),
    waitsFor: orNull(waitsFor),
    recovery: orNull(loadProgress),
    lateCheckpoint: orNull(objectOf<LateCheckpoint>({ since: number(), error: plainError })),
  }),
);
