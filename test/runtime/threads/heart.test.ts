import { expect, test } from 'vitest';
import { Heart, vitalOf } from '../../../runtime/threads/heart.ts';

test('shows whose turn it is, and at which input', () => {
  const heart = new Heart();
  const [one, two] = [heart.turnsOf(1), heart.turnsOf(2)];
  expect(vitalOf(heart.memory)).toEqual({ beats: 0, task: 0, sequence: 0 });
  one.begin(2 ** 40 + 1);
  expect(vitalOf(heart.memory)).toMatchObject({ task: 1, sequence: 2 ** 40 + 1 });
  one.end();
  expect(vitalOf(heart.memory)).toMatchObject({ task: 0, sequence: 0 });
  expect(two.during(() => vitalOf(heart.memory))).toMatchObject({ task: 2, sequence: 0 });
  expect(() =>
    two.during(() => {
      throw new Error('gone wrong');
    }),
  ).toThrow('gone wrong');
  expect(vitalOf(heart.memory)).toMatchObject({ task: 0 });
});

test('shows who loads code, unless somebody has a turn', async () => {
  const heart = new Heart();
  const [one, two, three] = [heart.turnsOf(1), heart.turnsOf(2), heart.turnsOf(3)];
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const loads = [one.whileLoading(() => first.promise), two.whileLoading(() => second.promise)];
  expect(vitalOf(heart.memory)).toMatchObject({ task: 2, sequence: 0 });
  three.begin(5);
  expect(vitalOf(heart.memory)).toMatchObject({ task: 3, sequence: 5 });
  three.end();
  first.resolve('loaded');
  expect(await loads[0]).toBe('loaded');
  expect(vitalOf(heart.memory)).toMatchObject({ task: 2 });
  second.reject(new Error('no such module'));
  await expect(loads[1]).rejects.toThrow('no such module');
  expect(vitalOf(heart.memory)).toMatchObject({ task: 0 });
});

test('knows on its own thread who had the last turn, and how many of a group want one', () => {
  const heart = new Heart();
  const [one, two, other] = [heart.turnsOf(1, 'a'), heart.turnsOf(2, 'a'), heart.turnsOf(3, 'b')];
  one.begin(1);
  one.end();
  expect([one.isLast, two.isLast]).toEqual([true, false]);
  two.during(() => undefined);
  expect([one.isLast, two.isLast]).toEqual([false, true]);
  expect(one.sharers).toBe(1);
  for (const mark of [one, two, two, other]) mark.isWanted = true;
  expect([one.sharers, two.sharers, other.sharers]).toEqual([2, 2, 1]);
  for (const mark of [one, one]) mark.isWanted = false;
  expect([one.sharers, two.sharers]).toEqual([1, 1]);
});
