import { threadId } from 'node:worker_threads';
import { noFigures } from '../base/histogram.ts';
import { limits } from '../base/limits.ts';
import { reportsDue } from '../batch/report-triggers.ts';
import { noCheckpointTime } from '../checkpoint/checkpoint-time.ts';
import type { Manifest } from '../checkpoint/manifest.ts';
import { finite } from '../inspection/inspect-partition.ts';
import { noQuality } from '../partition/quality.ts';
import type { CheckpointStatus, PartitionPhase, PartitionStatus } from './protocol.ts';
import { noDelays } from './rates.ts';
import type { Held } from './take-over.ts';

/** What the owner of a partition knows beside it. */
export interface OwnerFigures extends Pick<PartitionStatus, 'inputLast' | 'lag' | 'response'> {
  readonly phase: PartitionPhase;
  /** Milliseconds for which checkpoints kept events waiting: in all, and at once at most. */
  readonly pauses: { readonly total: number; readonly longest: number };
}

/** The status of a partition that this process owns. What was told of it before stays where nothing newer is known. */
export function ownedStatus(
  held: Held,
  before: PartitionStatus,
  { phase, inputLast, lag, pauses, response }: OwnerFigures,
): PartitionStatus {
  const { partition, epoch, replay, publisher, coordinator } = held;
  const [watermark, logTime] = [finite(partition.watermark), finite(partition.logTime)];
  return {
    phase,
    thread: threadId,
    owner: phase === 'stopped' ? null : before.owner,
    epoch,
    sequence: partition.sequence,
    inputLast,
    lag,
    outputLast: publisher.last,
    watermark,
    logTime,
    watermarkDelay: delayOf(watermark, logTime),
    actors: partition.actors,
    dueReports: reportsDue(partition.state?.triggers?.due ?? []),
    quality: partition.quality,
    suppressed: publisher.suppressed,
    replay: partition.sequence < replay.upTo ? replay : null,
    checkpoint: coordinator.newest === undefined ? null : checkpointStatus(coordinator.newest),
    checkpointTime: coordinator.time,
    checkpointPause: { ...pauses, newest: coordinator.longestPause },
    delays: before.delays,
    response,
    error: null,
    waitsFor: before.waitsFor,
    lateCheckpoint: before.lateCheckpoint,
    recovery: null,
  };
}

export function checkpointStatus(manifest: Manifest): CheckpointStatus {
  const { checkpoint: number, head, takenAt, segments, actors } = manifest;
  const bytes = segments.reduce((sum, { length }) => sum + length, 0);
  return { number, sequence: head.sequence, takenAt, bytes, actors };
}

/** How far a watermark is behind the log, both in milliseconds since 1970-01-01Z; null where there is none. */
export function delayOf(watermark: number | null, logTime: number | null): number | null {
  return watermark === null || logTime === null ? null : Math.max(0, logTime - watermark);
}

/** The status of a partition of which nothing is known yet. */
export function noStatus(): PartitionStatus {
  return {
    phase: 'starting',
    thread: threadId,
    owner: null,
    epoch: 0,
    sequence: 0,
    inputLast: 0,
    lag: 0,
    outputLast: 0,
    watermark: null,
    logTime: null,
    watermarkDelay: null,
    actors: 0,
    dueReports: 0,
    quality: noQuality(),
    suppressed: 0,
    replay: null,
    checkpoint: null,
    checkpointTime: noCheckpointTime,
    checkpointPause: { total: 0, longest: 0, newest: 0 },
    delays: noDelays,
    response: noFigures(limits.responseBounds),
    error: null,
    waitsFor: null,
    lateCheckpoint: null,
    recovery: null,
  };
}
