import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startTurn } from '../../../runtime/threads/start-turns.ts';

test('those that begin at once do so in rounds of the event loop of their own, in their order', async () => {
  const seen: string[] = [];
  let rounds = 0;
  const isOver = new AbortController();
  const counting = (async () => {
    while (!isOver.signal.aborted) {
      await nextRound();
      rounds++;
    }
  })();
  const began: number[] = [];
  await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) => {
      await startTurn();
      seen.push(name);
      began.push(rounds);
    }),
  );
  isOver.abort();
  await counting;
  expect(seen).toEqual(['a', 'b', 'c', 'd']);
  expect(new Set(began).size).toBe(4);
});
