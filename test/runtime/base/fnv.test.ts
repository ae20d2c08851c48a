import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashBytes, hashTokens } from '../../../runtime/base/fnv.ts';

/** From the test vectors of the reference implementation (Landon Curt Noll). */
const VECTORS = [
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['b', 0xe70c2de5],
  ['fo', 0x6222e842],
  ['foo', 0xa9f37ed7],
  ['foob', 0x3f5076ef],
  ['fooba', 0x39aaa18a],
  ['foobar', 0xbf9cf968],
] as const;

it.each(VECTORS)('gives %j its published hash', (text, hash) => {
  const bytes = Buffer.from(`<${text}>`);
  expect([hashTokens([text]), hashBytes(bytes, 1, bytes.length - 1)]).toEqual([hash, hash]);
});

it('joins tokens without a separator, in UTF-8', () => {
  expect(hashTokens(['fo', '', 'obar'])).toBe(0xbf9cf968);
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }), (tokens) => {
      const bytes = Buffer.concat(tokens.map((token) => Buffer.from(token)));
      expect(hashTokens(tokens)).toBe(hashBytes(bytes, 0, bytes.length));
    }),
  );
});
