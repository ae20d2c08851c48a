import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../runtime/base/limits.ts';
import { compared, stored } from './support.ts';

const GIVEN = ['1.0', '1.1', '3.0', '4.0', '4.1', '4.2', '7.0'];

function without(name: string): string[] {
  return GIVEN.filter((other) => other !== name);
}

describe('a comparison of results', () => {
  test('finds nothing where all are there, each in its place', () => {
    const { found, comparison } = compared(GIVEN, GIVEN);
    expect(found).toEqual([]);
    expect(comparison.compared).toBe(7);
    expect(comparison.awaited).toBeUndefined();
    expect(comparison.isExact).toBe(true);
  });

  test('finds the one that is missing, wherever it is due', () => {
    for (const name of GIVEN) expect(compared(GIVEN, without(name)).found).toEqual([`missing ${name}`]);
    expect(compared(GIVEN, []).found).toEqual(GIVEN.map((name) => `missing ${name}`));
  });

  test('finds the one that is doubled, at once or later', () => {
    for (const [i, name] of GIVEN.entries()) {
      expect(compared(GIVEN, GIVEN.toSpliced(i, 0, name)).found).toEqual([`doubled ${name}@${i + 2}`]);
      expect(compared(GIVEN, [...GIVEN, name]).found).toEqual([`doubled ${name}@8`]);
    }
    expect(compared(GIVEN, [...GIVEN, ...GIVEN]).found).toEqual(GIVEN.map((name, i) => `doubled ${name}@${i + 8}`));
  });

  test('finds the one that is different: by its bytes, output, key or target', () => {
    for (const [i, name] of GIVEN.entries()) {
      const changes = [{ payload: Buffer.from('x') }, { kind: 'window' }, { key: '1-2-4' }, { target: 1 }];
      for (const change of changes) {
        const records = GIVEN.map((other, at) => stored(other, at + 1, at === i ? change : {}));
        expect(compared(GIVEN, records).found).toEqual([`different ${name}@${i + 1}`]);
      }
    }
    const [difference] = compared(['1.0'], ['1.0 y']).comparison.differences.listed;
    expect(difference).toMatchObject({ expected: 'result 1.0', found: 'y', sequence: 1 });
  });

  test('finds those that stand behind a later one', () => {
    for (let i = 1; i < GIVEN.length; i++) {
      const [before, name] = [GIVEN[i - 1] as string, GIVEN[i] as string];
      expect(compared(GIVEN, GIVEN.with(i - 1, name).with(i, before)).found).toEqual([
        `out-of-order ${before}@${i + 1}`,
      ]);
    }
    expect(compared(GIVEN, [...without('1.1'), '1.1 x']).found).toEqual(['out-of-order 1.1@7', 'different 1.1@7']);
  });

  test('finds what no input gives: an index or input too many, no identity or none that can be', () => {
    for (const name of ['2.0', '1.2', '4.3', '9.0', '0.0']) {
      for (let i = 0; i <= GIVEN.length; i++) {
        const { found } = compared(GIVEN, GIVEN.toSpliced(i, 0, name));
        expect(found).toEqual([`foreign ${name}@${i + 1}`]);
      }
    }
    const { identity: _, ...bare } = stored('1.0', 8);
    expect(compared(GIVEN, [...GIVEN, bare]).found).toEqual(['foreign ?@8']);
    const odd = stored('1.0', 8, { identity: { input: Number.NaN, index: 0 } });
    expect(compared(GIVEN, [...GIVEN, odd]).found).toEqual(['foreign NaN.0@8']);
  });

  test('calls nothing missing that may be on its way', () => {
    const { found, comparison } = compared(GIVEN, ['1.0', '1.1', '3.0'], { sent: '3.0' });
    expect(found).toEqual([]);
    expect(comparison.awaited).toMatchObject({ input: 4, index: 0 });
    // The owner has vouched for one of them.
    expect(compared(GIVEN, ['1.0', '1.1', '3.0'], { sent: '4.1' }).found).toEqual(['missing 4.0', 'missing 4.1']);
  });

  test('leaves alone what is before its range or behind it, but not what stands in it from there', () => {
    const middle = { from: '3.0', to: 4, inputLast: 9 };
    expect(compared(GIVEN, GIVEN, middle).found).toEqual([]);
    expect(compared(GIVEN, ['1.0 x', '3.0', '4.0', '4.1', '4.2', '9.9'], middle).found).toEqual([]);
    expect(compared(GIVEN, ['1.0', '3.0', '1.1', ...GIVEN.slice(3)], middle).found).toEqual(['out-of-order 1.1@3']);
    expect(compared(GIVEN, ['3.0', '4.0', '4.1', '7.0', '4.2'], middle).found).toEqual(['out-of-order 4.2@5']);
    expect(compared(GIVEN, [...GIVEN, '10.0'], middle).found).toEqual(['foreign 10.0@8']);
    expect(compared(GIVEN, GIVEN, middle).comparison).toMatchObject({ compared: 4 });
  });

  test('lists so many differences, and counts all', () => {
    const given = Array.from({ length: 250 }, (_, i) => `${i + 1}.0`);
    const { differences } = compared(given, []).comparison;
    expect(differences.listed).toHaveLength(limits.auditedDifferences);
    expect(differences.counts).toMatchObject({ missing: 250, doubled: 0 });
    expect(differences.total).toBe(250);
  });

  test('forgets what is out of place too far, and says so', () => {
    const given = Array.from({ length: 10 }, (_, i) => `${i + 1}.0`);
    const far = [...given.slice(3), '1.0', '2.0', '3.0'];
    const most = { results: 2, bytes: 1000 };
    const { found, comparison } = compared(given, far, { most });
    expect(found).toEqual(['missing 1.0', 'doubled 1.0@8', 'out-of-order 2.0@9', 'out-of-order 3.0@10']);
    expect(comparison.isExact).toBe(false);
    expect(compared(given, far, { most: { results: 9, bytes: 20 } }).found).toContain('missing 1.0');
    // An input too long ago to know what it gave.
    const old = compared(given, [...given, '1.5'], { remembered: 3 });
    expect([old.found, old.comparison.isExact]).toEqual([['doubled 1.5@11'], false]);
    expect(compared(given, [...given, '9.5'], { remembered: 3 }).found).toEqual(['foreign 9.5@11']);
  });

  test('finds exactly what was done to any log', () => {
    const log = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })), { minLength: 1 });
    fc.assert(
      fc.property(
        log,
        fc.nat(),
        fc.constantFrom('remove', 'double', 'change', 'move'),
        fc.nat(),
        (steps, pick, what, to) => {
          let input = 0;
          const given = steps.flatMap(([step, count]) => {
            input += step;
            return Array.from({ length: count }, (_, index) => `${input}.${index}`);
          });
          const at = pick % given.length;
          const name = given[at] as string;
          const rest = given.toSpliced(at, 1);
          const target = to % (rest.length + 1);
          const done = {
            remove: () => [rest, [`missing ${name}`]],
            double: () => {
              const place = at + 1 + (to % (given.length - at));
              return [given.toSpliced(place, 0, name), [`doubled ${name}@${place + 1}`]];
            },
            change: () => [given.with(at, `${name} changed`), [`different ${name}@${at + 1}`]],
            move: () => {
              // Moved back it stands behind later ones; moved forward they stand behind it.
              const passed = given.slice(target, at).map((other, i) => `out-of-order ${other}@${target + i + 2}`);
              return [rest.toSpliced(target, 0, name), target > at ? [`out-of-order ${name}@${target + 1}`] : passed];
            },
          }[what]() as [string[], string[]];
          expect(compared(given, done[0]).found).toEqual(done[1]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
