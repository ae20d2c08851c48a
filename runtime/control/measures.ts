import type { HistogramFigures } from '../base/histogram.ts';
import type { Quality } from '../partition/quality.ts';
import type { PartitionStatus, Replay } from '../threads/protocol.ts';
import { type QuotaMeasures, quotaMeasuresOf } from './quota-measures.ts';

/** What checkpoints are and cost: of a partition's newest one, of a tenant the worst of those. */
export interface CheckpointMeasures {
  /** When the oldest was taken: milliseconds since 1970-01-01Z. Null where there is none. */
  readonly takenAt: number | null;
  /** Bytes of all of them. */
  readonly bytes: number;
  /** Milliseconds from freeze to commit, of the one that took longest; null before the owner has taken one. */
  readonly took: number | null;
  /** Milliseconds for which the one that paused longest kept events waiting at once; null as before. */
  readonly paused: number | null;
}

/** The figures that are kept of a partition, or of all of a tenant's. Counted since the log began, unless another time is said. */
export interface Measures {
  /** Valid ones. */
  readonly events: number;
  /** Of the records that were taken. */
  readonly bytes: number;
  readonly wrong: number;
  /** Reports of late events, one for each window analytic that an event missed. */
  readonly late: number;
  /** Events with a time before one already seen. */
  readonly outOfOrder: number;
  /** Events with a time after their arrival. */
  readonly early: number;
  /** Turns that threw. */
  readonly actorErrors: number;
  /** By output. */
  readonly results: Readonly<Record<string, number>>;
  /** Results of a replay that had been published already, since the take-over. */
  readonly suppressed: number;
  /** Share of what is computed again after a take-over that is done, 0 to 1; null when nothing is. */
  readonly replayed: number | null;
  /** Reports that alerts have triggered and that have not been sent. */
  readonly dueReports: number;
  /** Milliseconds by which the watermark is behind the newest record's arrival, the most; null before the first event. */
  readonly watermarkDelay: number | null;
  /** Milliseconds from arrival to publication, since the take-over. */
  readonly response: HistogramFigures;
  readonly checkpoint: CheckpointMeasures;
  readonly quotas: QuotaMeasures;
}

type Counted = Pick<
  Measures,
  'events' | 'bytes' | 'wrong' | 'late' | 'outOfOrder' | 'early' | 'actorErrors' | 'results'
>;

/** A partition's. */
export function measuresOf(status: Omit<PartitionStatus, 'thread'>): Measures {
  const { quality, suppressed, replay, sequence, dueReports, watermarkDelay, response, checkpoint } = status;
  const isOfOwner = status.checkpointTime.count > 0;
  return {
    ...counted(quality),
    suppressed,
    replayed: replay === null ? null : doneOf([{ ...replay, sequence }]),
    dueReports,
    watermarkDelay,
    response,
    checkpoint: {
      takenAt: checkpoint?.takenAt ?? null,
      bytes: checkpoint?.bytes ?? 0,
      took: isOfOwner ? status.checkpointTime.newest : null,
      paused: isOfOwner ? status.checkpointPause.newest : null,
    },
    quotas: quotaMeasuresOf(status),
  };
}

/** What a partition's quality says of it. */
export function counted(quality: Readonly<Quality>): Counted {
  const { events, bytes, wrong, outOfOrder, early, actorErrors, results } = quality;
  return { events, bytes, wrong, late: results.late ?? 0, outOfOrder, early, actorErrors, results };
}

/** The share of replays that is done. @param replays at least one, with the newest input taken of each. */
export function doneOf(replays: readonly (Replay & { readonly sequence: number })[]): number {
  const all = replays.reduce((sum, { from, upTo }) => sum + upTo - from, 0);
  const done = replays.reduce((sum, { from, upTo, sequence }) => sum + Math.min(sequence, upTo) - from, 0);
  return all === 0 ? 1 : Math.max(0, done) / all;
}

/** The worst of several, or the sum where there is one. @param all at least one. */
export function combined(all: readonly CheckpointMeasures[]): CheckpointMeasures {
  return {
    takenAt: least(all.map(({ takenAt }) => takenAt)),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    took: greatest(all.map(({ took }) => took)),
    paused: greatest(all.map(({ paused }) => paused)),
  };
}

/** Null when there is none. */
export function greatest(figures: readonly (number | null)[]): number | null {
  return figures.reduce((most, figure) => (most === null || (figure !== null && figure > most) ? figure : most), null);
}

function least(figures: readonly (number | null)[]): number | null {
  return figures.reduce((most, figure) => (most === null || (figure !== null && figure < most) ? figure : most), null);
}
