import type { PartitionRow } from './runtime-control.ts';

/** A figure that each partition has. */
export interface Family {
  /** After Prometheus' conventions: base units, counters end in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** Undefined: the partition has none now. `now` in milliseconds since 1970-01-01Z. */
  readonly of: (row: PartitionRow, now: number) => number | undefined;
  /** Told even of a partition that has not reported yet. Default false. */
  readonly evenUnknown?: true;
}

/** The results counter has a label more. */
export const results = {
  name: 'millrace_results_total',
  help: 'Results since the log began, by output.',
};

/** So has this one: the code of what is waited for. */
export const waiting = {
  name: 'millrace_waiting_seconds',
  help: 'How long a partition has waited to go on, by what it waits for: a lease, or an error that has to end.',
};

/** Counters count since the partition's log began: they are in its checkpoints, so that a restart goes on counting. */
export const families: readonly Family[] = [
  counter('records_total', 'Records taken, ticks and settings not included.', ({ quality }) => quality.records),
  counter('input_bytes_total', 'Bytes of the records taken.', ({ quality }) => quality.bytes),
  counter(
    'events_total',
    'Valid events. An ingest stage counts those it sends on, their partition counts them again.',
    ({ quality }) => quality.events,
  ),
  counter('wrong_lines_total', 'Records that are no valid event.', ({ quality }) => quality.wrong),
  counter(
    'late_events_total',
    'Reports of late events, one for each window analytic an event missed.',
    ({ quality }) => quality.results.late ?? 0,
  ),
  counter(
    'out_of_order_events_total',
    'Events with a time before one already seen.',
    ({ quality }) => quality.outOfOrder,
  ),
  counter('early_events_total', 'Events with a time after their arrival.', ({ quality }) => quality.early),
  counter('actor_errors_total', 'Turns of actors that threw.', ({ quality }) => quality.actorErrors),
  counter('ticks_total', 'Ticks that let time pass.', ({ quality }) => quality.ticks),
  counter(
    'suppressed_results_total',
    'Results of a replay that had been published already, since the partition was taken over.',
    ({ suppressed }) => suppressed,
  ),
  counter(
    'checkpoint_pause_seconds_total',
    'Time that checkpoints kept events waiting, since the partition was taken over.',
    ({ checkpointPause }) => checkpointPause.total / 1000,
  ),
  {
    ...gauge('partition_up', '1 while the partition takes input.', ({ phase }) => (phase === 'running' ? 1 : 0)),
    evenUnknown: true,
  },
  gauge('partition_epoch', "Number of the partition's owner.", ({ epoch }) => epoch),
  gauge('lag_records', 'Input records that wait.', ({ lag }) => lag),
  gauge('input_sequence', 'Newest input record taken.', ({ sequence }) => sequence),
  gauge('watermark_timestamp_seconds', 'Event time up to which input is taken to be complete.', ({ watermark }) =>
    watermark === null ? undefined : watermark / 1000,
  ),
  gauge('log_timestamp_seconds', 'Arrival of the newest record taken.', ({ logTime }) =>
    logTime === null ? undefined : logTime / 1000,
  ),
  gauge('actors', 'Actors held.', ({ actors }) => actors),
  gauge('checkpoint_number', 'Number of the newest checkpoint.', ({ checkpoint }) => checkpoint?.number),
  gauge('checkpoint_sequence', 'Input sequence of the newest checkpoint.', ({ checkpoint }) => checkpoint?.sequence),
  gauge('checkpoint_bytes', 'Size of the newest checkpoint.', ({ checkpoint }) => checkpoint?.bytes),
  gauge('checkpoint_age_seconds', 'Time since the newest checkpoint was taken.', ({ checkpoint }, now) =>
    checkpoint === null ? undefined : secondsSince(checkpoint.takenAt, now),
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
];

/** 0 when there is no such time. */
function secondsSince(time: number | undefined, now: number): number {
  return time === undefined ? 0 : Math.max(0, now - time) / 1000;
}

function counter(name: string, help: string, of: Family['of']): Family {
  return { name: `millrace_${name}`, help, type: 'counter', of };
}

function gauge(name: string, help: string, of: Family['of']): Family {
  return { name: `millrace_${name}`, help, type: 'gauge', of };
}
