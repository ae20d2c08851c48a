import { describe, expect, it } from 'vitest';
import { simulatorOptions } from '../../simulator/options.ts';

describe('simulatorOptions', () => {
  it('has defaults', () => {
    expect(simulatorOptions()).toEqual({
      stations: 1000,
      rate: 1000,
      seed: 1,
      start: 1487462400000,
      outOfOrder: 0,
      late: 0,
      wrong: 0,
      duplicates: 0,
      bursts: 0.05,
      order: 'random',
      keys: 12_000,
    });
    expect(simulatorOptions({ order: 'sweep' }).bursts).toBe(0);
  });

  it.each([
    { stations: 0 },
    { stations: 1.5 },
    { stations: 10_000_001 },
    { rate: 0 },
    { rate: Number.NaN },
    { seed: 0.5 },
    { start: -1 },
    { outOfOrder: -0.1 },
    { late: 1.1 },
    { wrong: Number.NaN },
    { duplicates: 2 },
    { bursts: 2 },
    { order: 'sweep' as const, bursts: 0.1 },
    { order: 'other' as 'sweep' },
    { stations: 2, keys: 25 },
    { keys: 0 },
  ])('refuses %j as a wrong call', (options) => {
    expect(() => simulatorOptions(options)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
