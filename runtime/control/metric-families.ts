import { counter, type Family, gauge, secondsSince } from './metric-family.ts';
import { quotaFamilies } from './quota-families.ts';
import { recoveryFamilies } from './recovery-families.ts';

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
  {
    ...counter('results_total', 'Results since the log began, by output.', ({ quality }) => quality.results),
    label: 'output',
  },
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
  {
    ...gauge('partition_up', '1 while the partition takes input.', ({ phase }) => (phase === 'running' ? 1 : 0)),
    evenUnknown: true,
  },
  {
    ...gauge(
      'partition_phase',
      'Always 1, of the phase that a partition is in: one stopped by a person is `stopped`, not down.',
      ({ phase }) => ({ [phase]: 1 }),
    ),
    label: 'phase',
    evenUnknown: true,
  },
  {
    ...gauge(
      'waiting_seconds',
      'How long a partition has waited to go on, by what it waits for: a lease, or an error that has to end.',
      ({ waitsFor }, now) => waitsFor && { [waitsFor.code]: secondsSince(waitsFor.since, now) },
    ),
    label: 'code',
    evenUnknown: true,
  },
  gauge('partition_epoch', "Number of the partition's owner.", ({ epoch }) => epoch),
  gauge('lag_records', 'Input records that wait.', ({ lag }) => lag),
  gauge('input_sequence', 'Newest input record taken.', ({ sequence }) => sequence),
  gauge('watermark_timestamp_seconds', 'Event time up to which input is taken to be complete.', ({ watermark }) =>
    watermark === null ? undefined : watermark / 1000,
  ),
  gauge(
    'watermark_delay_seconds',
    'Time by which the watermark is behind the arrival of the newest record taken.',
    ({ watermarkDelay }) => watermarkDelay && watermarkDelay / 1000,
  ),
  gauge('log_timestamp_seconds', 'Arrival of the newest record taken.', ({ logTime }) =>
    logTime === null ? undefined : logTime / 1000,
  ),
  gauge('actors', 'Actors held.', ({ actors }) => actors),
  gauge(
    'due_reports',
    'Batch reports that alerts have triggered and that have not been sent yet. They wait for the checkpoint of every partition.',
    ({ dueReports }) => dueReports,
  ),
  ...quotaFamilies,
  ...recoveryFamilies,
];
