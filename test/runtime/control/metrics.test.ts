import { expect, test } from 'vitest';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { Histogram } from '../../../runtime/base/histogram.ts';
import { limits } from '../../../runtime/base/limits.ts';
import { Metrics } from '../../../runtime/control/metrics.ts';
import { noQuality } from '../../../runtime/partition/quality.ts';
import { parseMetrics } from '../../support/prometheus-text.ts';
import { MemoryControl, partitionRow } from './support/memory-control.ts';
import { serving } from './support/serving.ts';

function controlWith(...rows: MemoryControl['partitionRows']): MemoryControl {
  const control = new MemoryControl();
  control.partitionRows = rows;
  return control;
}

const quality = { ...noQuality(), records: 12, events: 10, wrong: 2, results: { statistics: 10, late: 3, error: 2 } };

test('tells the figures of each partition by the conventions', async () => {
  const response = new Histogram(limits.responseBounds);
  for (const milliseconds of [1, 3, 3, 40, 99_999]) response.note(milliseconds);
  const checkpoint = { number: 7, sequence: 9, takenAt: 1_000_000, bytes: 2048, actors: 3 };
  const row = partitionRow('customer1', 0, {
    quality,
    checkpoint,
    watermark: 1_487_514_013_500,
    watermarkDelay: 10_500,
    sequence: 12,
    inputLast: 20,
    lag: 8,
    actors: 3,
    dueReports: 5,
    suppressed: 4,
    response: response.figures,
  });
  const metrics = new Metrics(controlWith(row, partitionRow('customer1', 1)), new ManualClock(1_004_500));
  const { types, samples } = parseMetrics(await metrics.text());
  const of = (name: string, labels = '') => samples.get(`millrace_${name}{tenant="customer1",partition="0"${labels}}`);
  expect(of('records_total')).toBe(12);
  expect(of('events_total')).toBe(10);
  expect(of('wrong_lines_total')).toBe(2);
  expect(of('late_events_total')).toBe(3);
  expect(of('results_total', ',output="statistics"')).toBe(10);
  expect(of('results_total', ',output="error"')).toBe(2);
  expect(of('suppressed_results_total')).toBe(4);
  expect(of('lag_records')).toBe(8);
  expect(of('watermark_timestamp_seconds')).toBe(1_487_514_013.5);
  expect(of('watermark_delay_seconds')).toBe(10.5);
  expect(of('partition_phase', ',phase="running"')).toBe(1);
  expect(of('actors')).toBe(3);
  expect(of('due_reports')).toBe(5);
  expect(of('checkpoint_number')).toBe(7);
  expect(of('checkpoint_bytes')).toBe(2048);
  expect(of('checkpoint_age_seconds')).toBe(4.5);
  expect(of('response_seconds_bucket', ',le="0.001"')).toBe(1);
  expect(of('response_seconds_bucket', ',le="0.005"')).toBe(3);
  expect(of('response_seconds_bucket', ',le="10"')).toBe(4);
  expect(of('response_seconds_bucket', ',le="+Inf"')).toBe(5);
  expect(of('response_seconds_count')).toBe(5);
  expect(of('response_seconds_sum')).toBeCloseTo(100.046);
  for (const [name, type] of types) {
    if (name.startsWith('millrace_')) expect([name, type === 'counter']).toEqual([name, name.endsWith('_total')]);
  }
  expect(types.get('millrace_response_seconds')).toBe('histogram');
  // A partition without a watermark or a checkpoint has no such samples.
  const other = 'tenant="customer1",partition="1"';
  expect(samples.has(`millrace_lag_records{${other}}`)).toBe(true);
  expect([...samples.keys()].filter((name) => name.includes(other) && /checkpoint_|watermark/.test(name))).toEqual([
    `millrace_checkpoint_seconds_total{${other}}`,
    `millrace_checkpoint_pause_seconds_total{${other}}`,
    `millrace_checkpoint_late_seconds{${other}}`,
  ]);
  expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(0);
});

test('tells how long a partition has waited, and for what, even of one that has not reported', async () => {
  const waitsFor = { code: 'lease', what: 'other owns it', since: 1000 } as const;
  const control = controlWith(partitionRow('customer1', 0, { epoch: 0, waitsFor }), partitionRow('customer1', 1));
  const clock = new ManualClock(3500);
  const { samples } = parseMetrics(await new Metrics(control, clock).text());
  expect([...samples].filter(([name]) => name.startsWith('millrace_waiting'))).toEqual([
    ['millrace_waiting_seconds{tenant="customer1",partition="0",code="lease"}', 2.5],
  ]);
});

test('tells how late a checkpoint is, how long it took and paused, and what a replay would take', async () => {
  const error = { code: 'store-unavailable', what: 'no answer', where: 'here', fix: 'look' } as const;
  const stalled = partitionRow('customer1', 0, {
    phase: 'stalled',
    lateCheckpoint: { since: 2000, error },
    sequence: 500,
    checkpoint: { number: 7, sequence: 100, takenAt: 1000, bytes: 2048, actors: 3 },
    checkpointTime: { count: 3, total: 900, newest: 250 },
    checkpointPause: { total: 20, longest: 9, newest: 4 },
  });
  const { samples } = parseMetrics(await new Metrics(controlWith(stalled), new ManualClock(5000)).text());
  const of = (name: string) => samples.get(`millrace_${name}{tenant="customer1",partition="0"}`);
  expect([of('partition_up'), of('checkpoint_late_seconds')]).toEqual([0, 3]);
  expect([of('replay_records'), of('checkpoint_longest_pause_seconds')]).toEqual([400, 0.004]);
  expect([of('checkpoints_total'), of('checkpoint_seconds_total')]).toEqual([3, 0.9]);
  expect(of('checkpoint_duration_seconds')).toBe(0.25);
});

test('tells how far a take-over is: what is restored of a checkpoint, and what is computed again', async () => {
  const recovery = { actors: 30, ofActors: 40, bytes: 1, ofBytes: 2 };
  const control = controlWith(
    partitionRow('customer1', 0, { epoch: 0, phase: 'recovering', recovery }),
    partitionRow('customer1', 1, { sequence: 150, replay: { from: 100, upTo: 300 } }),
    partitionRow('customer1', 2, { sequence: 300 }),
  );
  const { samples } = parseMetrics(await new Metrics(control, new ManualClock(0)).text());
  const of = (name: string) =>
    [0, 1, 2].map((partition) => samples.get(`millrace_${name}{tenant="customer1",partition="${partition}"}`));
  expect(of('restored_ratio')).toEqual([0.75, undefined, undefined]);
  expect(of('replayed_ratio')).toEqual([undefined, 0.25, 1]);
  expect(of('replay_left_records')).toEqual([undefined, 150, 0]);
});

test('tells the figures of an ingest stage under its name', async () => {
  const row = partitionRow('customer1', 'ingest', { quality: { ...quality, results: { mid: 10, error: 2 } } });
  const { samples } = parseMetrics(await new Metrics(controlWith(row), new ManualClock(0)).text());
  const of = (name: string, labels = '') =>
    samples.get(`millrace_${name}{tenant="customer1",partition="ingest"${labels}}`);
  expect([of('records_total'), of('wrong_lines_total'), of('partition_up')]).toEqual([12, 2, 1]);
  expect([of('results_total', ',output="mid"'), of('results_total', ',output="error"')]).toEqual([10, 2]);
});

test('counts on from look to look, and tells nothing of a partition that has not reported', async () => {
  const control = controlWith(partitionRow('customer1', 0, { quality }));
  const metrics = new Metrics(control, new ManualClock(0));
  const events = async () =>
    parseMetrics(await metrics.text()).samples.get('millrace_events_total{tenant="customer1",partition="0"}');
  expect(await events()).toBe(10);
  expect(await events()).toBe(10);
  control.partitionRows = [partitionRow('customer1', 0, { quality: { ...quality, events: 15 } })];
  expect(await events()).toBe(15);
  control.partitionRows = [partitionRow('customer1', 0, { phase: 'recovering', epoch: 0 })];
  expect(await events()).toBeUndefined();
  const { samples } = parseMetrics(await metrics.text());
  expect(samples.get('millrace_partition_up{tenant="customer1",partition="0"}')).toBe(0);
});

test('of a partition that another process owns by now it tells that it waits, not the figures of before', async () => {
  const waitsFor = { code: 'lease', what: 'other owns it', since: 0 } as const;
  const control = controlWith(partitionRow('customer1', 0, { phase: 'waiting', epoch: 3, waitsFor, quality }));
  const { samples } = parseMetrics(await new Metrics(control, new ManualClock(0)).text());
  expect([...samples.keys()].filter((name) => name.includes('tenant="customer1"'))).toEqual([
    'millrace_partition_up{tenant="customer1",partition="0"}',
    'millrace_partition_phase{tenant="customer1",partition="0",phase="waiting"}',
    'millrace_waiting_seconds{tenant="customer1",partition="0",code="lease"}',
  ]);
});

test('is served in the text format, by two servers of one process too', async () => {
  await using one = await serving(new MemoryControl());
  await using two = await serving(new MemoryControl());
  for (const api of [one, two]) {
    const answer = await fetch(`${api.address}/metrics`);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(
      parseMetrics(await answer.text()).samples.get('millrace_partition_up{tenant="customer2",partition="0"}'),
    ).toBe(1);
  }
});
