import { expect, test } from 'vitest';
import { Silence } from '../../../runtime/threads/silence.ts';

const FREE = { task: 0, sequence: 0 };

/** Whether it is silent at each look. */
function found(most: number, beats: readonly number[]): readonly boolean[] {
  const silence = new Silence({ beats: most, turn: 1000 });
  return beats.map((each) => silence.isSilentAt({ beats: each, ...FREE }));
}

test('is silent when the beats stood still over so many looks in a row', () => {
  expect(found(3, [7, 7, 7, 7])).toEqual([false, false, false, true]);
  expect(found(3, [0, 0, 0, 1, 1, 1, 1])).toEqual([false, false, false, false, false, false, true]);
});

test('a thread that beats now and then is not silent', () => {
  expect(found(2, [1, 1, 2, 2, 3, 3, 4])).not.toContain(true);
  // Beats may run over.
  expect(found(1, [2 ** 31 - 1, -(2 ** 31)])).toEqual([false, false]);
});

test('one look after a long stop of the whole process accuses nobody', () => {
  // Nobody looked for an hour between the first two; then both go on.
  expect(found(2, [5, 5, 6, 6])).not.toContain(true);
});

test('one that beats is silent when a task has been at one input for far too long', () => {
  const silence = new Silence({ beats: 2, turn: 3 });
  const turns = [
    { task: 4, sequence: 17 },
    { task: 4, sequence: 17 },
    { task: 4, sequence: 18 },
    { task: 5, sequence: 18 },
    { task: 5, sequence: 18 },
    { task: 5, sequence: 18 },
    { task: 5, sequence: 18 },
  ];
  const seen = turns.map((turn, beats) => silence.isSilentAt({ beats, ...turn }));
  expect(seen).toEqual([false, false, false, false, false, false, true]);
});

test('nobody is accused of having no turn, or one without an input, again and again', () => {
  for (const turn of [FREE, { task: 4, sequence: 0 }]) {
    const silence = new Silence({ beats: 2, turn: 2 });
    for (let beats = 0; beats < 10; beats++) expect(silence.isSilentAt({ beats, ...turn })).toBe(false);
  }
});
