/** What a partition has counted since its log began. Kept in its checkpoints. */
export interface Quality {
  /** Records taken, ticks and settings not included. */
  records: number;
  /** Bytes of those. */
  bytes: number;
  /** Valid events, but those set aside over a quota. */
  events: number;
  /** Wrong lines. */
  wrong: number;
  /** Those of them that were longer than a record may be. */
  tooLong: number;
  /** Results by output. */
  results: Record<string, number>;
  /** Events with a time before one already seen. */
  outOfOrder: number;
  /** Events with a time after their arrival. */
  early: number;
  /** Turns that threw. */
  actorErrors: number;
  /** Events of new keys that were set aside over the quota of keys. */
  overQuota: number;
  /** Ticks that counted. */
  ticks: number;
}

export function noQuality(): Quality {
  return {
    records: 0,
    bytes: 0,
    events: 0,
    wrong: 0,
    tooLong: 0,
    results: {},
    outOfOrder: 0,
    early: 0,
    actorErrors: 0,
    overQuota: 0,
    ticks: 0,
  };
}

const NAMES = [
  'records',
  'bytes',
  'events',
  'wrong',
  'tooLong',
  'outOfOrder',
  'early',
  'actorErrors',
  'overQuota',
  'ticks',
] as const;

/** The sums of several partitions' figures. */
export function sumQuality(all: Iterable<Quality>): Quality {
  const sum = noQuality();
  for (const quality of all) {
    for (const [output, count] of Object.entries(quality.results)) {
      sum.results[output] = (sum.results[output] ?? 0) + count;
    }
    for (const name of NAMES) sum[name] += quality[name];
  }
  return sum;
}
