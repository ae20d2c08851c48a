import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSlices, encodeSlices } from '../../../actors/windows/slice-codec.ts';
import { pack } from '../../../runtime/base/codec.ts';

describe('slices in a checkpoint', () => {
  test('come back as they were, whatever their inputs', () => {
    const slice = fc.record({
      slice: fc.integer({ min: -1e9, max: 1e9 }),
      count: fc.integer({ min: 1, max: 1e6 }),
      firstInput: fc.integer({ min: 1, max: 2 ** 52 }),
      lastInput: fc.integer({ min: 1, max: 2 ** 52 }),
    });
    fc.assert(
      fc.property(fc.array(slice, { maxLength: 30 }), (slices) => {
        expect([...decodeSlices(encodeSlices(slices))]).toEqual(slices);
      }),
    );
  });

  test('take few bytes where they follow each other', () => {
    const slices = Array.from({ length: 12 }, (_, i) => {
      const firstInput = 3_000_000_000 + i * 200;
      return { slice: 600_000_001 + 2 * i, count: 2, firstInput, lastInput: firstInput + 100 };
    });
    expect(pack(encodeSlices(slices)).length).toBeLessThan(12 * 8);
  });
});
