import { expect, test } from 'vitest';
import { consumerFilters, subjectsOf } from '../../../connectors/jetstream/subjects.ts';
import { INGEST, type LogName } from '../../../connectors/log.ts';

const name = (partition: LogName['partition'], count: number, direction: LogName['direction']): LogName => {
  return { tenant: 't', partition, count, direction };
};

test('a consumer has no filter where the stream holds nothing else, and one where it does', () => {
  expect(consumerFilters(name(2, 4, 'output'))).toEqual([]);
  expect(consumerFilters(name(0, 1, 'input'))).toEqual([]);
  expect(consumerFilters(name(2, 4, 'input'))).toEqual(['*.t.2.>']);
  expect(consumerFilters(name(INGEST, 4, 'input'))).toEqual(['in.t', 'sys.t.ingest.*']);
});

test.each([
  ['in.t', true],
  ['in.t.2.1.2.3', true],
  ['sys.t.2.tick', true],
  ['in.t.2..2.3', false],
  ['in.t.2.1.2', false],
  ['in.t.1.1.2.3', false],
  ['sys.t.2.', false],
])('what that lets through is looked at: %s', (subject, isOurs) => {
  expect(subjectsOf(name(2, 4, 'input'))?.test(subject)).toBe(isOurs);
});
