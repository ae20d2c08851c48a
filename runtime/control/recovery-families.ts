import { doneOf } from './measures.ts';
import { counter, type Family, gauge, secondsSince } from './metric-family.ts';

/** Figures of checkpoints, and of what is done with them after a take-over. */
export const recoveryFamilies: readonly Family[] = [
  counter(
    'checkpoints_total',
    'Checkpoints committed since the partition was taken over.',
    ({ checkpointTime }) => checkpointTime.count,
  ),
  counter(
    'checkpoint_seconds_total',
    'Time those took from freeze to commit, most of it beside the events.',
    ({ checkpointTime }) => checkpointTime.total / 1000,
  ),
  counter(
    'checkpoint_pause_seconds_total',
    'Time that checkpoints kept events waiting, since the partition was taken over.',
    ({ checkpointPause }) => checkpointPause.total / 1000,
  ),
  gauge('checkpoint_number', 'Number of the newest checkpoint.', ({ checkpoint }) => checkpoint?.number),
  gauge('checkpoint_sequence', 'Input sequence of the newest checkpoint.', ({ checkpoint }) => checkpoint?.sequence),
  gauge('checkpoint_bytes', 'Size of the newest checkpoint.', ({ checkpoint }) => checkpoint?.bytes),
  gauge('checkpoint_age_seconds', 'Time since the newest checkpoint was taken.', ({ checkpoint }, now) =>
    checkpoint === null ? undefined : secondsSince(checkpoint.takenAt, now),
  ),
  gauge(
    'checkpoint_duration_seconds',
    'Time the newest checkpoint took from freeze to commit.',
    ({ checkpointTime }) => (checkpointTime.count === 0 ? undefined : checkpointTime.newest / 1000),
  ),
  gauge(
    'checkpoint_longest_pause_seconds',
    'Longest time for which the newest checkpoint kept events waiting at once.',
    ({ checkpoint, checkpointPause }) => (checkpoint === null ? undefined : checkpointPause.newest / 1000),
  ),
  gauge(
    'checkpoint_late_seconds',
    'Time for which the store has not taken a checkpoint; 0 while it takes them.',
    ({ lateCheckpoint }, now) => secondsSince(lateCheckpoint?.since, now),
  ),
  {
    ...gauge(
      'restored_ratio',
      "Share of the checkpoint's actors restored so far, while the partition is taken over.",
      ({ recovery }) => recovery && (recovery.ofActors === 0 ? 1 : recovery.actors / recovery.ofActors),
    ),
    evenUnknown: true,
  },
  {
    ...gauge(
      'restored_actors',
      'Actors restored from the checkpoint so far, while the partition is taken over.',
      ({ recovery }) => recovery?.actors,
    ),
    evenUnknown: true,
  },
  gauge(
    'replay_records',
    'Input sequences since the newest checkpoint, which a new owner computes again.',
    ({ sequence, checkpoint }) => sequence - (checkpoint?.sequence ?? 0),
  ),
  gauge(
    'replayed_ratio',
    'Share computed again of the inputs that were answered before the take-over; 1 once all are.',
    ({ replay, sequence }) => (replay === null ? 1 : doneOf([{ ...replay, sequence }])),
  ),
  gauge(
    'replay_left_records',
    'Input sequences answered before the take-over and still to be computed again.',
    ({ replay, sequence }) => (replay === null ? 0 : Math.max(0, replay.upTo - sequence)),
  ),
  counter(
    'suppressed_results_total',
    'Results of a replay that had been published already, since the partition was taken over.',
    ({ suppressed }) => suppressed,
  ),
];
