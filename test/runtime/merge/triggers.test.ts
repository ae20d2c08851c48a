import { describe, expect, test } from 'vitest';
import type { AnalyticSettings, BatchSettings, ReportName } from '../../../actors/settings.ts';
import { limits } from '../../../runtime/base/limits.ts';
import type { Partition } from '../../../runtime/partition/partition.ts';
import { Checkpoints } from '../../support/reference/checkpoints.ts';
import { LogBuilder } from '../../support/reference/records.ts';
import { drain, logRecord } from '../../support/reference/run.ts';
import { settingsOf } from '../../support/reference/settings.ts';
import { mergeOf } from './support.ts';

const START = Date.UTC(2017, 1, 19, 14);
const RATE: AnalyticSettings = { id: 'rate', use: 'critical-rate', by: 'station', period: 10_000, bound: 0 };
const BATCH: BatchSettings = {
  on: 'critical-rate',
  reports: ['top-alarms', 'sensor-alarms'],
  period: 86_400_000,
  limit: 3,
  coolDown: 5000,
};

/** A window alert in a period of its own, so that it raises a critical one. */
function raise(log: LogBuilder, arrival: number, end: number, station = 9): LogBuilder {
  const Content = { Station: station, Sensor: 141, Alarm: 1, 'Window end': new Date(end).toISOString(), Analytic: 'a' };
  return log.add('window', arrival, JSON.stringify({ Content }), `${station}-141-1`);
}

function report(log: LogBuilder, input: number, name: ReportName, rows: string, index = 0): LogBuilder {
  const result = { 'Message Type': 'Batch Analytics', Content: { Report: name, Rows: [rows] } };
  return log.add('batch', START, JSON.stringify({ input, index, report: name, result }));
}

function dueOf(stage: Partition): unknown {
  return stage.state.triggers?.due.map(({ input, index, reports }) => [input, index, ...reports]);
}

/** Two triggers, an alert between that is none, and reports, some of them twice or of nothing. */
function story(): LogBuilder {
  const log = new LogBuilder();
  raise(log, 1000, START + 1000);
  raise(log, 5999, START + 20_000);
  report(log, 1, 'top-alarms', 'first');
  report(log, 1, 'top-alarms', 'second');
  report(log, 2, 'top-alarms', 'of no trigger');
  report(log, 1, 'sensor-alarms', 'of another alert', 1);
  report(log, 1, 'top-stations', 'not asked for');
  log.add('batch', START, 'no report').add('batch', START, 'null').add('batch', START, '{"input":1}');
  raise(log, 6000, START + 40_000);
  report(log, 11, 'sensor-alarms', 'of the newer one');
  report(log, 1, 'sensor-alarms', 'late');
  report(log, 1, 'sensor-alarms', 'too late');
  return log;
}

const SENT = [
  [3, 'top-alarms', 'first'],
  [12, 'sensor-alarms', 'of the newer one'],
  [13, 'sensor-alarms', 'late'],
];

describe('alerts that trigger reports', () => {
  test('are those outside the cool-down; of each the first report of a name is sent', () => {
    const stage = mergeOf(settingsOf([RATE], { batch: BATCH }));
    for (const record of story().records) stage.take(logRecord(record));
    const results = drain(stage);
    expect(results.filter(({ output }) => output === 'alert').map(({ input }) => input)).toEqual([1, 2, 11]);
    const sent = results.filter(({ output }) => output === 'batch');
    expect(
      sent.map(({ input, json }) => [input, JSON.parse(json).Content.Report, JSON.parse(json).Content.Rows[0]]),
    ).toEqual(SENT);
    expect(dueOf(stage)).toEqual([[11, 0, 'top-alarms']]);
    expect(stage.quality.results).toEqual({ alert: 3, batch: 3 });
  });

  test('are known to whoever goes on from a checkpoint, from every point of a log', async () => {
    const settings = settingsOf([RATE], { batch: BATCH });
    const { records } = story();
    const whole = mergeOf(settings);
    for (const record of records) whole.take(logRecord(record));
    const results = drain(whole);
    const stage = mergeOf(settings);
    const checkpoints = new Checkpoints(mergeOf);
    for (let taken = 0; taken <= records.length; taken++) {
      checkpoints.begin(stage, true);
      const [next] = records.slice(taken);
      if (next !== undefined) stage.take(logRecord(next));
      const head = await checkpoints.advance(stage, Number.MAX_SAFE_INTEGER);
      if (head === undefined) throw new Error('the checkpoint is not whole');
      const restored = await checkpoints.restored(head);
      for (const record of records.slice(taken)) restored.take(logRecord(record));
      expect(drain(restored)).toEqual(results.filter(({ input }) => input > taken));
      expect(dueOf(restored)).toEqual(dueOf(whole));
    }
  });

  test('ask for the whole hours that their period touches, up to the end of the window, and a station its own', () => {
    const log = raise(raise(new LogBuilder(), 1000, START + 1000), 9000, START, 10);
    const stage = mergeOf(settingsOf([RATE], { batch: { ...BATCH, period: 90 * 60_000 } }));
    for (const record of log.records) stage.take(logRecord(record));
    const at = (hour: number): number => Date.UTC(2017, 1, 19, hour);
    expect(stage.state.triggers?.due).toEqual([
      { input: 1, index: 0, reports: BATCH.reports, limit: 3, station: 9, period: { from: at(12), to: at(15) } },
      { input: 2, index: 0, reports: BATCH.reports, limit: 3, station: 10, period: { from: at(12), to: at(14) } },
    ]);
  });

  test('of all stations ask for no sensor-alarms, and for nothing where that is all', () => {
    const ofAll = { ...RATE, by: 'tenant' } as AnalyticSettings;
    const [all, sensors] = [BATCH.reports, ['sensor-alarms'] as const].map((reports) => {
      const stage = mergeOf(settingsOf([ofAll], { batch: { ...BATCH, reports } }));
      for (const record of raise(new LogBuilder(), 1000, START).records) stage.take(logRecord(record));
      return dueOf(stage);
    });
    expect(all).toEqual([[1, 0, 'top-alarms']]);
    expect(sensors).toEqual([]);
  });

  test('are at most so many at once; nothing triggers any where no reports are asked for', () => {
    const log = new LogBuilder();
    for (let i = 0; i <= limits.dueTriggers; i++) raise(log, i, START + i * 10_000);
    const stage = mergeOf(settingsOf([RATE], { batch: { ...BATCH, coolDown: 0 } }));
    const without = mergeOf(settingsOf([RATE]));
    for (const record of log.records) for (const one of [stage, without]) one.take(logRecord(record));
    expect(stage.quality.results).toEqual({ alert: limits.dueTriggers + 1 });
    expect(stage.state.triggers?.due).toHaveLength(limits.dueTriggers);
    expect(stage.state.triggers?.due.at(-1)?.input).toBe(limits.dueTriggers);
    expect(without.state.triggers?.due).toEqual([]);
  });
});
