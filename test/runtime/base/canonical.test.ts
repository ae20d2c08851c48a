import { expect, test } from 'vitest';
import { canonicalJson, shortHash } from '../../../runtime/base/canonical.ts';

test('canonical JSON has sorted keys at every depth', () => {
  expect(canonicalJson({ c: 'x', a: [1, { d: undefined, b: null }] })).toBe('{"a":[1,{"b":null}],"c":"x"}');
});

test('a short hash is the start of the SHA-256', () => {
  // printf '{"a":[1,{"b":null}],"c":"x"}' | sha256sum
  expect(shortHash('{"a":[1,{"b":null}],', '"c":"x"}')).toBe('e478500dd93008fb');
});
