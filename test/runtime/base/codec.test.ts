import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clonePlain } from '../../../runtime/base/clone.ts';
import { checksum, pack, unpack } from '../../../runtime/base/codec.ts';

const plain = fc.anything({ withMap: true, withSet: true, withDate: true, withTypedArray: true, withBigInt: false });
const states = [
  new Map<unknown, unknown>([
    [1, new Set(['a'])],
    ['1', { deep: new Map([[{ a: 1 }, 2]]) }],
  ]),
  { a: Number.NaN, b: 0, c: Number.NEGATIVE_INFINITY, d: null, e: [undefined, 1] },
  [new Date(0), new Float64Array([0.1, -0]), new Uint8Array([0, 255])],
  Array.from({ length: 100 }, (_, i) => ({ key: `k${i}`, count: i, mean: i / 3 })),
  2 ** 53 - 1,
  '\u{1F600}\u0000',
];

it.each(states)('packs and unpacks state %#', (state) => {
  const bytes = pack(state);
  expect(unpack(bytes)).toEqual(state);
  // In a buffer of its own, so that what is packed later leaves it alone.
  expect(bytes.byteLength).toBe(bytes.buffer.byteLength);
});

it('values packed one after the other stand alone', () => {
  const packed = [
    { a: 1, b: 2 },
    { a: 3, b: 4 },
    { b: 1, a: 1 },
  ].map(pack);
  expect(packed.toReversed().map(unpack)).toEqual([
    { b: 1, a: 1 },
    { a: 3, b: 4 },
    { a: 1, b: 2 },
  ]);
});

it('packs doubles bit by bit, but for -0, which comes back as 0', () => {
  expect(unpack(pack(-0))).toBe(0);
  const same = (value: number) => Object.is(unpack(pack(value)), value === 0 ? 0 : value);
  fc.assert(fc.property(fc.double(), same), { numRuns: 1000 });
});

it('a checksum is a CRC-32, and differs when one bit does', () => {
  expect(checksum(Buffer.from('123456789'))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.nat(7), (bytes, at, bit) => {
      const damaged = Uint8Array.from(bytes);
      damaged[at % bytes.length] = (bytes[at % bytes.length] as number) ^ (1 << bit);
      expect(checksum(damaged)).not.toBe(crc32(bytes));
    }),
  );
});

it('a clone equals what it was made of and shares nothing with it', () => {
  fc.assert(
    fc.property(plain, (value) => {
      expect(clonePlain(value)).toEqual(value);
    }),
    { numRuns: 300 },
  );
  const value = { list: [{ a: 1 }], map: new Map([['x', { b: 1 }]]), bytes: new Uint8Array([1]) };
  const copy = clonePlain(value);
  (copy.list[0] as { a: number }).a = 2;
  (copy.map.get('x') as { b: number }).b = 2;
  copy.bytes[0] = 2;
  expect(value).toEqual({ list: [{ a: 1 }], map: new Map([['x', { b: 1 }]]), bytes: new Uint8Array([1]) });
});

it.each([() => 1, Symbol('s'), { inner: [new (class Custom {})()] }])(
  'refuses to clone what is no plain data %#',
  (value) => {
    expect(() => clonePlain(value)).toThrow(TypeError);
  },
);
