import { expect, test } from 'vitest';
import { quotaFamilies } from '../../../runtime/control/quota-families.ts';
import { quotaMeasuresOf, sumQuotas } from '../../../runtime/control/quota-measures.ts';
import { noQuality } from '../../../runtime/partition/quality.ts';
import { partitionRow } from './support/memory-control.ts';

const delayed = partitionRow('customer1', 0, {
  quality: { ...noQuality(), overQuota: 3, wrong: 5, tooLong: 4 },
  delays: { 'input-rate': { count: 2, milliseconds: 1500 }, 'result-rate': { count: 1, milliseconds: 250 } },
});
const error = { code: 'quota-state-bytes', what: 'too large', where: 'there', fix: 'raise it' } as const;
const stopped = partitionRow('customer1', 1, { phase: 'failed', error });

test('a partition tells how often each quota was hit, and how long each rate delayed it', () => {
  const [hits, seconds] = quotaFamilies.map(({ of }) => of(delayed, 0));
  expect(hits).toEqual({ keys: 3, 'record-bytes': 4, 'state-bytes': 0, 'input-rate': 2, 'result-rate': 1 });
  expect(seconds).toEqual({ 'input-rate': 1.5, 'result-rate': 0.25 });
  expect(quotaMeasuresOf(stopped).hits).toMatchObject({ keys: 0, 'state-bytes': 1 });
});

test('those of a tenant are the sums', () => {
  expect(sumQuotas([delayed, delayed, stopped].map(quotaMeasuresOf))).toEqual({
    hits: { keys: 6, 'record-bytes': 8, 'state-bytes': 1, 'input-rate': 4, 'result-rate': 2 },
    delayed: { 'input-rate': 3000, 'result-rate': 500 },
  });
});
