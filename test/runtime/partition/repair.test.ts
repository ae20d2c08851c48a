import { expect, test } from 'vitest';
import { viewActor } from '../../../runtime/inspection/inspect-partition.ts';
import { type Repair, repairRecord } from '../../../runtime/partition/repair.ts';
import { ownActors, ownModules } from '../../support/reference/actors.ts';
import { Checkpoints, stateOf } from '../../support/reference/checkpoints.ts';
import { LogBuilder } from '../../support/reference/records.ts';
import type { RefRecord } from '../../support/reference/reference.ts';
import { drain, logRecord, partitionOf, run } from '../../support/reference/run.ts';
import { alarmWindow, settingsOf } from '../../support/reference/settings.ts';

const KEY = '1161115040-141-312';
const settings = settingsOf([
  { id: 'all', use: 'global-statistics', emit: 'every-event' },
  { id: 'own', use: ownActors.counting, settings: {} },
  { id: 'memory', use: ownActors.remembering, settings: {} },
  alarmWindow({ kind: 'tumbling', size: 60_000 }, 5),
]);
const options = { settings, modules: ownModules };
const statistics = { events: 10, active: 4, minimum: -5, maximum: 900, sum: 1000, held: 0 };
const counting = { events: 7, sum: 70, beats: 0, last: null };

/** Three events with a repair after the second. */
function records(states: Repair['states'], key = KEY): readonly RefRecord[] {
  const { payload } = repairRecord({ key, states, by: 'somebody', reason: 'a test' });
  const built = new LogBuilder().event({ time: 1000 }).event({ time: 2000 });
  return built.add('repair', 2500, payload).event({ time: 3000 }).records;
}

/** The states after the third event. */
function after(states: Repair['states'], key = KEY): unknown[] {
  const partition = partitionOf(options);
  for (const record of records(states, key)) partition.take(logRecord(record));
  return (
    viewActor(partition, KEY)
      ?.analytics.slice(0, 2)
      .map(({ state }) => state) ?? []
  );
}

test('an actor goes on with the states that it was given, each analytic by its id', () => {
  expect(after({ all: statistics, own: counting })).toMatchObject([
    { events: 11, active: 5, minimum: -5, maximum: 900, sum: 1240 },
    { events: 8, sum: 310 },
  ]);
});

test.each([
  ['a state does not fit', { all: statistics, own: { events: 7 } }, KEY],
  ['there is no such analytic', { all: statistics, other: {} }, KEY],
  ['its windows cannot be given', { all: statistics, 'alarm-window': {} }, KEY],
  ['a state holds what JSON cannot', { all: statistics, memory: { seen: {}, alarms: [] } }, KEY],
  ['there is no such actor', { all: statistics }, '1-2-3'],
])('nothing of a repair is taken where %s', (_, states, key) => {
  expect(after(states, key)).toMatchObject([{ events: 3 }, { events: 3 }]);
});

test('no record of somebody else is taken for a repair', () => {
  for (const payload of ['', 'no JSON', 'null', '{}', '{"key":1,"states":{}}', `{"key":"${KEY}","states":null}`]) {
    const { records: log } = new LogBuilder().event({ time: 1000 }).add('repair', 1500, payload).event({ time: 2000 });
    expect(run(options, log).filter(({ output }) => output === 'counts')).toHaveLength(2);
  }
});

test('a repair is in the next checkpoint', async () => {
  const log = records({ all: statistics, own: counting });
  const partition = partitionOf(options);
  const checkpoints = new Checkpoints((inForce) => partitionOf({ ...options, settings: inForce }));
  for (const record of log.slice(0, 2)) partition.take(logRecord(record));
  drain(partition);
  checkpoints.begin(partition, true);
  await checkpoints.advance(partition, Number.MAX_SAFE_INTEGER);
  partition.take(logRecord(log[2] as RefRecord));
  checkpoints.begin(partition, false);
  const head = await checkpoints.advance(partition, Number.MAX_SAFE_INTEGER);
  if (head === undefined) throw new Error('the checkpoint is not whole');
  expect(stateOf(await checkpoints.restored(head))).toEqual(stateOf(partition));
});
