import { expect, test } from 'vitest';
import { ListedHours } from '../../../connectors/cassandra/listed-hours.ts';

test('an hour is known as listed at the sequence of a partition at which it was, and at no other', () => {
  const listed = new ListedHours();
  listed.at('t', 0, 7).add(3_600_000);
  expect(listed.at('t', 0, 7).has(3_600_000)).toBe(true);
  expect(listed.at('t', 1, 7).has(3_600_000)).toBe(false);
  expect(listed.at('u', 0, 7).has(3_600_000)).toBe(false);
  expect(listed.at('t', 0, 8).has(3_600_000)).toBe(false);
  expect(listed.at('t', 0, 7).has(3_600_000)).toBe(false);
});

test('a tenant that is removed has none', () => {
  const listed = new ListedHours();
  listed.at('t', 0, 7).add(0);
  listed.forget('t');
  expect(listed.at('t', 0, 7).has(0)).toBe(false);
});
