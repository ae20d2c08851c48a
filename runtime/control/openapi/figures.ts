import type { HistogramFigures } from '../../base/histogram.ts';
import type { CheckpointTime } from '../../checkpoint/checkpoint-time.ts';
import type { LoadProgress } from '../../checkpoint/load.ts';
import type { Quality } from '../../partition/quality.ts';
import type { CheckpointStatus, PlainError, Replay } from '../../threads/protocol.ts';
import type { RateDelay, RateDelays } from '../../threads/rates.ts';
import type { CheckpointMeasures, Measures } from '../measures.ts';
import type { QuotaMeasures } from '../quota-measures.ts';
import { listOf, number, numbersBy, objectOf, orNull, type Schema, text } from './schema.ts';

export const plainError = objectOf<PlainError>({
  code: text('One of the codes of config/reference.md.'),
  what: text('What happened or was found.'),
  where: text(),
  fix: text('What can be done about it.'),
});

export const histogram = objectOf<HistogramFigures>({
  counts: listOf(number(), 'Figures up to each bound and above the one before it; the last: above all bounds.'),
  sum: number('Milliseconds.'),
});

export const quality = objectOf<Quality>({
  records: number('Records taken, ticks and settings not included.'),
  bytes: number('Bytes of those.'),
  events: number('Valid events, but those set aside over a quota.'),
  wrong: number('Wrong lines.'),
  tooLong: number('Those of them that were longer than a record may be.'),
  results: numbersBy('Results by output.'),
  outOfOrder: number('Events with a time before one already seen.'),
  early: number('Events with a time after their arrival.'),
  actorErrors: number('Turns that threw.'),
  overQuota: number('Events of new keys that were set aside over the quota of keys.'),
  ticks: number('Ticks that counted.'),
});

const hit = number('Times.');
const delayed = number('Milliseconds.');

const quotas = objectOf<QuotaMeasures>({
  hits: {
    ...objectOf<QuotaMeasures['hits']>({
      keys: hit,
      'record-bytes': hit,
      'state-bytes': hit,
      'input-rate': hit,
      'result-rate': hit,
    }),
    description:
      'How often each was: events and records set aside, partitions stopped now, delays begun since the take-over.',
  },
  delayed: objectOf<QuotaMeasures['delayed']>({ 'input-rate': delayed, 'result-rate': delayed }),
});

const checkpointMeasures = objectOf<CheckpointMeasures>({
  takenAt: orNull(number('Milliseconds since 1970-01-01Z.')),
  bytes: number(),
  took: orNull(number('Milliseconds from freeze to commit.')),
  paused: orNull(number('Milliseconds for which it kept events waiting at once.')),
});

/** Of a partition, or of all of a tenant's. */
export const measures: Readonly<Record<keyof Measures, Schema>> = {
  events: number('Valid ones.'),
  bytes: number('Of the records that were taken.'),
  wrong: number('Wrong lines.'),
  late: number('Reports of late events, one for each window analytic that an event missed.'),
  outOfOrder: number('Events with a time before one already seen.'),
  early: number('Events with a time after their arrival.'),
  actorErrors: number('Turns that threw.'),
  results: numbersBy('Results by output.'),
  suppressed: number('Results of a replay that had been published already, since the take-over.'),
  replayed: orNull(number('Share of what is computed again after a take-over that is done, 0 to 1.')),
  dueReports: number('Reports that alerts have triggered and that have not been sent.'),
  watermarkDelay: orNull(number("Milliseconds by which the watermark is behind the newest record's arrival.")),
  response: histogram,
  checkpoint: checkpointMeasures,
  quotas: { ...quotas, description: 'How often quotas were hit, and what that cost.' },
};

export const replay = objectOf<Replay>({ from: number('Input behind which it begins.'), upTo: number() });

export const checkpointStatus = objectOf<CheckpointStatus>({
  number: number(),
  sequence: number(),
  takenAt: number('Milliseconds since 1970-01-01Z.'),
  bytes: number(),
  actors: number(),
});

export const checkpointTime = objectOf<CheckpointTime>({
  count: number('Checkpoints since the take-over.'),
  total: number('Milliseconds.'),
  newest: number('Milliseconds.'),
});

export const loadProgress = objectOf<LoadProgress>({
  actors: number('Restored.'),
  ofActors: number(),
  bytes: number('Read.'),
  ofBytes: number(),
});

const delay = objectOf<RateDelay>({ count: number(), milliseconds: number() });
export const delays = objectOf<RateDelays>({ 'input-rate': delay, 'result-rate': delay });
