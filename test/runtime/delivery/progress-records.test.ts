import { expect, test } from 'vitest';
import { limits } from '../../../runtime/base/limits.ts';
import { ProgressRecords } from '../../../runtime/delivery/progress-records.ts';

const SECOND = limits.progressMilliseconds;

test('the first one says that nothing was sent, the next ones what is stored, by count or time', () => {
  const records = new ProgressRecords(0, undefined);
  records.taken(0, 1000, 1000);
  expect(records.due(0)).toEqual({ input: 0, index: -1, at: 1000 });
  expect(records.due(10 * SECOND)).toBeUndefined();
  records.stored(3, { input: 1, index: 2 }, 1003);
  expect(records.due(SECOND - 1)).toBeUndefined();
  expect(records.due(SECOND)).toEqual({ input: 1, index: 2, at: 1003 });
  records.stored(limits.progressResults, { input: 9, index: 0 }, 2003);
  expect(records.due(SECOND)).toEqual({ input: 9, index: 0, at: 2003 });
});

test('until a replay has sent what was missing, what was vouched for before is all there is', () => {
  const from = { input: 3, index: 0, at: 12 };
  const records = new ProgressRecords(0, { input: 5, index: 0, from, further: new Set(['5.0']) });
  records.taken(3, 1020, 1020);
  expect(records.due(0)).toEqual(from);
  // The missing 4.0 was sent as 1021, behind 5.0: whoever read on from there would not see 5.0.
  records.stored(1, { input: 4, index: 0 }, 1021);
  records.taken(4, 1021, 1021);
  expect(records.due(SECOND)).toBeUndefined();
  records.taken(5, 1022, 1021);
  expect(records.due(SECOND)).toBeUndefined();
  records.stored(1, { input: 4, index: 1 }, 1022);
  expect(records.due(SECOND)).toEqual({ input: 5, index: 0, at: 1022 });
  records.stored(1, { input: 6, index: 0 }, 1023);
  expect(records.due(2 * SECOND)).toEqual({ input: 6, index: 0, at: 1023 });
});
