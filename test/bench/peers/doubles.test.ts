import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeDouble } from '../../../bench/peers/fast/doubles.ts';

const bytes = new Uint8Array(64);

function written(value: number): string {
  return Buffer.from(bytes.subarray(0, writeDouble(value, bytes, 0))).toString();
}

describe('writeDouble', () => {
  it.each([
    0,
    -0,
    1,
    240,
    240.5,
    0.1,
    0.07,
    1e21,
    1e-7,
    5e-324,
    2 ** 53,
    1e9,
    999999999.99,
    536870912.0000001,
    536870912 + 2 ** -8,
    536870912 + 3 * 2 ** -8,
    1.0000000000000002,
  ])('writes %d as JSON does', (value) => {
    expect(written(value)).toBe(JSON.stringify(value));
    expect(written(-value)).toBe(JSON.stringify(-value));
  });

  it('writes any double as JSON does', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (value) => written(value) === JSON.stringify(value),
      ),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('writes means as JSON does', () => {
    const hundredths = fc.integer({ min: 100, max: 100_000_000_000 });
    fc.assert(
      fc.property(hundredths, fc.integer({ min: 1, max: 5000 }), (sum, count) => {
        const mean = sum / 100 / count;
        return written(mean) === JSON.stringify(mean);
      }),
      { seed: 2, numRuns: 20_000 },
    );
  });

  it('writes the neighbours of short numbers as JSON does', () => {
    const view = new DataView(new ArrayBuffer(8));
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 100_000_000 }), fc.integer({ min: -3, max: 3 }), (short, steps) => {
        view.setFloat64(0, short / 1000);
        view.setBigInt64(0, view.getBigInt64(0) + BigInt(steps));
        const value = view.getFloat64(0);
        return written(value) === JSON.stringify(value);
      }),
      { seed: 3, numRuns: 5000 },
    );
  });
});
