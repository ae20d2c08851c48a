import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queryOf, textOf } from '../../../runtime/control/actor-query-text.ts';
import { type ActorQuery, sortNames } from '../../../runtime/inspection/actor-query.ts';

const tokens = fc.array(fc.stringMatching(/^[A-Za-z0-9_]{1,80}$/), { minLength: 1, maxLength: 3 });

const queries: fc.Arbitrary<ActorQuery> = fc
  .record(
    {
      station: tokens,
      sensor: tokens,
      alarm: tokens,
      isActive: fc.boolean(),
      sort: fc.constantFrom(...sortNames),
      descending: fc.boolean(),
      offset: fc.maxSafeNat(),
      limit: fc.integer({ min: 1, max: 1000 }),
    },
    { requiredKeys: ['sort', 'descending', 'offset', 'limit'] },
  )
  .map((query) => ({ ...query }));

test('a query survives as the text of an address', () => {
  const ids = fc.option(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), { nil: undefined });
  fc.assert(
    fc.property(queries, ids, (query, tenant) => {
      const text = new URLSearchParams(`${new URLSearchParams(textOf(query, tenant))}`);
      const expected = tenant === undefined ? { query } : { query, tenant };
      expect(queryOf(Object.fromEntries(text))).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('without parameters it is the first hundred by key', () => {
  expect(queryOf({})).toEqual({ query: { sort: 'key', descending: false, offset: 0, limit: 100 } });
});

test('a parameter given twice is a list where lists are allowed', () => {
  expect(queryOf({ station: ['1', '2'] }).query.station).toEqual(['1', '2']);
  expect(() => queryOf({ sort: ['key', 'value'] })).toThrow('actors cannot be sorted by "key,value"');
});

test.each([
  [{ limit: '1e2' }, 'limit is "1e2"'],
  [{ offset: '9'.repeat(17) }, 'offset is'],
  [{ order: 'desc' }, 'order is "desc"'],
  [{ descending: '1' }, 'descending is "1"'],
  [{ alarm: '3;DROP' }, '"3;DROP" is no alarm'],
  [{ __proto__x: '1' }, 'there is no parameter __proto__x'],
])('refuses %o', (text, what) => {
  expect(() => queryOf(text)).toThrow(
    expect.objectContaining({ code: 'query-invalid', what: expect.stringContaining(what) }),
  );
});
