import type { PartitionStatus } from '../threads/protocol.ts';
import type { RateQuota } from '../threads/rates.ts';

export type QuotaName = 'keys' | 'record-bytes' | 'state-bytes' | RateQuota;

/** How often quotas were hit, and what that cost. */
export interface QuotaMeasures {
  /**
   * Of the keys, and of a record's bytes: what was set aside since the log began. Of the state's bytes: partitions stopped by it now. Of a rate: how often one
   * began to delay, since the take-over.
   */
  readonly hits: Readonly<Record<QuotaName, number>>;
  /** Milliseconds for which each rate delayed a partition, since the take-over; of a tenant the sum over partitions. */
  readonly delayed: Readonly<Record<RateQuota, number>>;
}

/** A partition's. */
export function quotaMeasuresOf({
  quality,
  delays,
  error,
}: Pick<PartitionStatus, 'quality' | 'delays' | 'error'>): QuotaMeasures {
  const { 'input-rate': input, 'result-rate': result } = delays;
  return {
    hits: {
      keys: quality.overQuota,
      'record-bytes': quality.tooLong,
      'state-bytes': error?.code === 'quota-state-bytes' ? 1 : 0,
      'input-rate': input.count,
      'result-rate': result.count,
    },
    delayed: { 'input-rate': input.milliseconds, 'result-rate': result.milliseconds },
  };
}

/** Of several partitions. */
export function sumQuotas(all: readonly QuotaMeasures[]): QuotaMeasures {
  const hits = (name: QuotaName): number => all.reduce((sum, one) => sum + one.hits[name], 0);
  const delayed = (name: RateQuota): number => all.reduce((sum, one) => sum + one.delayed[name], 0);
  return {
    hits: {
      keys: hits('keys'),
      'record-bytes': hits('record-bytes'),
      'state-bytes': hits('state-bytes'),
      'input-rate': hits('input-rate'),
      'result-rate': hits('result-rate'),
    },
    delayed: { 'input-rate': delayed('input-rate'), 'result-rate': delayed('result-rate') },
  };
}
