import { expect, test } from 'vitest';
import { TurnTime } from '../../../runtime/threads/turn-time.ts';

/** The rounds of others after turns of 8 milliseconds that took so many each. */
function roundsOf(turns: readonly number[], sharers = 1): readonly number[] {
  let now = 1000;
  const time = new TurnTime(8, () => now);
  return turns.map((milliseconds) => {
    time.begin();
    now += milliseconds;
    time.worked();
    // What passes while others work is not the partition's.
    now += 500;
    return time.end(sharers);
  });
}

test('a turn is over after its slice', () => {
  let now = 5;
  const time = new TurnTime(8, () => now);
  time.begin();
  expect(time.isOver).toBe(false);
  now = 12.9;
  expect(time.isOver).toBe(false);
  now = 13;
  expect(time.isOver).toBe(true);
  time.begin();
  expect(time.isOver).toBe(false);
});

test('one that took longer lets as many rounds of the others pass, to the last part of a slice', () => {
  expect(roundsOf([8, 8, 8])).toEqual([1, 1, 1]);
  expect(roundsOf([80, 8])).toEqual([10, 1]);
  expect(roundsOf([12, 12, 12, 12])).toEqual([1, 2, 1, 2]);
});

test('it is as long as a slice, however short its pieces are', () => {
  expect(roundsOf([2, 2, 2, 2, 2])).toEqual([0, 0, 0, 1, 0]);
  expect(roundsOf([7, 7, 7, 7])).toEqual([0, 1, 1, 1]);
});

test('what is no piece of work is a turn of its own', () => {
  const time = new TurnTime(8, () => 1e9);
  expect([time.end(1), time.end(4)]).toEqual([1, 1]);
});

test('four that share a share let four times as many pass', () => {
  expect(roundsOf([8, 1, 1, 10], 4)).toEqual([4, 0, 1, 5]);
});
