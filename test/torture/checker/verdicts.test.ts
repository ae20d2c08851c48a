import { describe, expect, test } from 'vitest';
import { brokenCommits } from './commits.ts';
import { fencesOutOfOrder } from './fences.ts';
import { verdictOn } from './verdict.ts';

const DUE = ['1.0 a', '1.1 b', '2.0 c', '3.0 d'];

describe('the checker', () => {
  test('finds nothing where the results are those due, or the first of them', () => {
    for (let length = 0; length <= DUE.length; length++) {
      expect(verdictOn(DUE.slice(0, length), DUE)).toEqual({ stored: length, differences: [] });
    }
  });

  test.for([
    ['missing', ['1.0 a', '2.0 c', '3.0 d'], '1 missing, 0 doubled, 0 changed or foreign, of 3'],
    ['doubled', ['1.0 a', '1.1 b', '1.1 b', '2.0 c'], '1 missing, 1 doubled, 0 changed or foreign, of 4'],
    ['changed', ['1.0 a', '1.1 x', '2.0 c'], '1 missing, 0 doubled, 1 changed or foreign, of 3'],
    ['out of order', ['1.1 b', '1.0 a'], '0 missing, 0 doubled, 0 changed or foreign, of 2'],
    ['one too many', [...DUE, '4.0 e'], '0 missing, 0 doubled, 1 changed or foreign, of 5'],
  ] as const)('finds a result that is %s', ([, stored, last]) => {
    const { differences } = verdictOn(stored, DUE);
    expect(differences.length).toBeGreaterThan(1);
    expect(differences.at(-1)).toBe(last);
  });

  test('finds a fence behind that of a later owner', () => {
    const fence = (sequence: number, epoch: number) => ({
      sequence,
      arrival: 0,
      kind: 'fence',
      key: '',
      payload: Buffer.from(JSON.stringify({ epoch })),
      identity: undefined,
      target: undefined,
    });
    expect(fencesOutOfOrder([fence(1, 1), fence(5, 3), fence(9, 4)])).toEqual([]);
    expect(fencesOutOfOrder([fence(1, 1), fence(5, 3), fence(9, 2)])).toHaveLength(1);
  });

  test('finds a checkpoint that was committed before its results were stored, and one that went back', () => {
    const commit = { tenant: 'a', partition: 0, epoch: 1, sequence: 2, outputEnd: 10 };
    const results = [
      { input: 1, sequence: 4 },
      { input: 2, sequence: 10 },
      { input: 3, sequence: 11 },
    ];
    expect(brokenCommits([commit, { ...commit, epoch: 2, sequence: 3, outputEnd: 11 }, commit], results)).toEqual([]);
    expect(brokenCommits([{ ...commit, outputEnd: 9 }], results)).toHaveLength(1);
    expect(brokenCommits([commit, { ...commit, epoch: 2, sequence: 1 }], results)).toHaveLength(1);
  });
});
