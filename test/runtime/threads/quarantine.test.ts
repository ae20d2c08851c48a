import { expect, test } from 'vitest';
import { quarantineOf } from '../../../runtime/threads/quarantine.ts';

const PLACE = { tenant: 'customer1', index: 2 };

test('a partition that looped at an input may take what comes before it, once', () => {
  const first = quarantineOf(PLACE, { sequence: 17, thread: 3 }, undefined);
  expect(first.before).toBe(17);
  expect(first.error).toEqual({
    code: 'partition-quarantined',
    what: 'an analytic or format did not come to its end at input 17, and its thread was replaced',
    where: 'partition customer1/2, thread 3',
    fix: 'look at that input, mend what loops, then `millrace tenants stop customer1` and `millrace tenants start customer1`',
  });
  // Before that it looped again: the first time is told, nothing is tried any more.
  expect(quarantineOf(PLACE, { sequence: 12, thread: 4 }, first)).toEqual({ error: first.error, before: undefined });
});

test('one that looped at no input may not run', () => {
  const { before, error } = quarantineOf(PLACE, { sequence: 0, thread: 3 }, undefined);
  expect(before).toBeUndefined();
  expect(error.what).toMatch(/^a module did not come to its end while it was loaded, set up or restored, and /);
  expect(error.fix).toMatch(/^look at that module, /);
});
