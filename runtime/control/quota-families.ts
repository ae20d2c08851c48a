import { counter, type Family } from './metric-family.ts';
import { quotaMeasuresOf } from './quota-measures.ts';

/** Of quotas that were hit. */
export const quotaFamilies: readonly Family[] = [
  {
    ...counter(
      'quota_hits_total',
      'How often a quota was hit: events set aside over `keys` and records over `record-bytes` since the log began, stops over `state-bytes`, times that a rate began to delay since the partition was taken over.',
      (row) => quotaMeasuresOf(row).hits,
    ),
    label: 'quota',
  },
  {
    ...counter(
      'quota_delay_seconds_total',
      'Time for which a rate delayed the partition since it was taken over.',
      (row) => {
        const { delayed } = quotaMeasuresOf(row);
        return {
          'input-rate': delayed['input-rate'] / 1000,
          'result-rate': delayed['result-rate'] / 1000,
        };
      },
    ),
    label: 'quota',
  },
];
