import { expect, test } from 'vitest';
import type { HourlyRollup } from '../../../connectors/archive.ts';
import { limits } from '../../../runtime/base/limits.ts';
import { RollupLots } from '../../../runtime/checkpoint/rollup-lots.ts';

test('a lot has the roll-ups of one place, and is full at its most', () => {
  const lots = new RollupLots({ most: 3, placeOf: ({ alarm }) => Number(alarm) % 2 });
  for (let alarm = 0; alarm < 8; alarm++) lots.add(rollup(alarm));
  expect(alarms(lots.take(false))).toEqual([
    [0, 2, 4],
    [1, 3, 5],
  ]);
  expect(alarms(lots.take(false))).toEqual([]);
  lots.add(rollup(8));
  expect(alarms(lots.take(true))).toEqual([[6, 8], [7]]);
  expect(alarms(lots.take(true))).toEqual([]);
});

test('no more wait for others of their place than may, and none is lost', () => {
  const lots = new RollupLots({ most: 3, placeOf: ({ alarm }) => Number(alarm) });
  for (let alarm = 0; alarm < limits.gatheredRows - 1; alarm++) lots.add(rollup(alarm));
  expect(lots.take(false)).toEqual([]);
  lots.add(rollup(limits.gatheredRows));
  expect(lots.take(false)).toHaveLength(limits.gatheredRows);
  expect(lots.take(true)).toEqual([]);
});

function rollup(alarm: number): HourlyRollup {
  return { station: 1, sensor: 1, alarm, hour: 0, events: 1, activations: 1 };
}

function alarms(lots: readonly (readonly HourlyRollup[])[]): unknown[] {
  return lots.map((lot) => lot.map((one) => one.alarm));
}
