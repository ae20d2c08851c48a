import { setImmediate as later } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { thrownAt } from '../../../runtime/base/thrown-at.ts';
import { isOurs, Strays } from '../../../runtime/threads/strays.ts';

function errorAt(...places: readonly string[]): Error {
  const error = new Error('failed');
  error.stack = ['Error: failed', ...places.map((place) => `    at ${place}`)].join('\n');
  return error;
}

const OURS = new URL('../../../runtime/threads/strays.ts', import.meta.url).href;
const PACKAGE = new URL('../../../node_modules/piscina/index.js', import.meta.url).href;

test('the first place in a file says whose an error is', () => {
  const user = 'onEvent (file:///home/me/mine.ts:3:7)';
  expect(isOurs(errorAt('processTicks (node:internal/process/task_queues:65:5)', user, `run (${OURS}:1:1)`))).toBe(
    false,
  );
  expect(isOurs(errorAt(`run (${OURS}:1:1)`, user))).toBe(true);
  expect(isOurs(errorAt(`async ${PACKAGE}:1:1`))).toBe(true);
  expect([isOurs(errorAt()), isOurs(5), isOurs(undefined)]).toEqual([false, false, false]);
});

test('tells the place in a module, also in one that was loaded anew', () => {
  expect(thrownAt(errorAt('node:internal/x:1:1', 'tell (file:///home/me/mine.ts:3:7)'))).toBe('/home/me/mine.ts:3:7');
  expect(thrownAt(errorAt('file:///home/me/mine.ts?code=9b1c:3:7'))).toBe('/home/me/mine.ts:3:7');
  expect(thrownAt(errorAt(`commit (${OURS}:1:1)`, 'file:///home/me/mine.ts:3:7'))).toBe('/home/me/mine.ts:3:7');
  expect([thrownAt(errorAt()), thrownAt('text'), thrownAt(errorAt(`commit (${OURS}:1:1)`))]).toEqual(['', '', '']);
});

test('blames whose work it was, also for what came of it later; without one, or where it does not deal with it, it throws', async () => {
  const strays = new Strays();
  const blamed: unknown[] = [];
  const culprit = { blame: (thrown: unknown) => blamed.push(thrown) < 2 };
  let caught: Promise<void> | undefined;
  await strays.during(culprit, async () => {
    await later();
    strays.caught('now');
    caught = later().then(() => strays.caught('then'));
  });
  await expect(caught).rejects.toBe('then');
  expect(blamed).toEqual(['now', 'then']);
  expect(() => strays.caught('nobody')).toThrow('nobody');
});
