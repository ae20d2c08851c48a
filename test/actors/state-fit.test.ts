import { expect, test } from 'vitest';
import { numbersState, objectState } from '../../actors/state.ts';
import { misfitOf } from '../../actors/state-fit.ts';

const numbers = numbersState({ events: 0, last: Number.NaN });
const object = objectState(() => ({ active: false, changes: [] as number[], note: undefined, since: null }));

test.each([
  [{ events: 3, last: null }, ''],
  [{ events: 3 }, 'it has no last'],
  [{ events: 3, last: 1, more: 2 }, 'it has more, and the state has events, last'],
  [{ events: '3', last: 1 }, 'events is string and has to be a number'],
  [[3, 1], 'it is array and has to be an object'],
  [null, 'it is null and has to be an object'],
])('numbers: %j', (given, misfit) => expect(misfitOf(numbers, given)).toBe(misfit));

test.each([
  [{ active: true, changes: [1], note: 'any', since: 5 }, ''],
  [{ active: true, changes: [1] }, ''],
  [{ active: true }, 'it has no changes'],
  [{ active: true, changes: {} }, 'changes is object and has to be of kind array'],
  [{ active: 1, changes: [] }, 'active is number and has to be of kind boolean'],
])('an object: %j', (given, misfit) => expect(misfitOf(object, given)).toBe(misfit));

test('what JSON cannot hold is said', () => {
  const state = objectState(() => ({ seen: new Map() }));
  expect(misfitOf(state, { seen: {} })).toBe('seen is a Map, which JSON cannot hold');
  const broken = objectState((): object => {
    throw new Error('no first state');
  });
  expect(misfitOf(broken, {})).toContain('no first state');
});
