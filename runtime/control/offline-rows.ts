import type { LogStore } from '../../connectors/log.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import { reportsDue } from '../batch/report-triggers.ts';
import { finite } from '../inspection/inspect-partition.ts';
import type { LastCheckpoint } from '../inspection/last-checkpoint.ts';
import { checkpointStatus, delayOf, noStatus } from '../threads/partition-status.ts';
import type { InspectedPartition, Origin } from './inspection.ts';
import type { Place } from './offline-places.ts';

/** How far a partition's input log goes. */
export interface InputSeen {
  /** Last sequence; undefined when there is no log that can be read. */
  readonly last: number | undefined;
  /** Records that the checkpoint doesn't have. */
  readonly unread: number;
  readonly notes: readonly string[];
}

/** A partition as its last checkpoint and its input log show it. */
export function offlineRow(
  { tenant, partition }: Place,
  { epoch, found, notes }: LastCheckpoint<unknown>,
  input: InputSeen,
): InspectedPartition {
  const manifest = found?.manifest;
  const base = { tenant, partition, ...noStatus(), phase: 'stopped', thread: null, epoch } as const;
  const row = { ...base, notes: [...notes, ...input.notes] };
  if (manifest === undefined) return { ...row, inputLast: input.last ?? 0, lag: input.unread };
  const { sequence, watermark, logTime, quality, triggers } = manifest.head;
  return {
    ...row,
    sequence,
    inputLast: input.last ?? sequence,
    lag: input.unread,
    outputLast: manifest.outputLast,
    watermark: finite(watermark),
    logTime: finite(logTime),
    watermarkDelay: delayOf(finite(watermark), finite(logTime)),
    actors: manifest.actors,
    dueReports: reportsDue(triggers?.due ?? []),
    quality,
    checkpoint: checkpointStatus(manifest),
  };
}

export function originOf({ tenant, partition }: Place, { found, notes }: LastCheckpoint<unknown>): Origin {
  return { tenant, partition, checkpoint: found === undefined ? null : checkpointStatus(found.manifest), notes };
}

/** @param after sequence up to which the checkpoint has the input; 0 without one. */
export async function inputSeen(
  logs: LogStore,
  { tenant, partition, count }: Place,
  after: number,
): Promise<InputSeen> {
  try {
    const log = await logs.open({ tenant, partition, count, direction: 'input' });
    const { last } = await log.bounds();
    const unread = await log.unread(after);
    await log.close();
    return { last, unread, notes: [] };
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    const notes = thrown.code === 'log-not-found' ? [] : [`the lag is not known: ${messageOf(thrown)}`];
    return { last: undefined, unread: 0, notes };
  }
}
