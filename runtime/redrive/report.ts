import type { PartitionIndex } from '../../connectors/log.ts';
import type { ErrorCode } from '../base/error-codes.ts';

/** What became of the set-aside records of a partition. */
export interface RedriveCounts {
  /** Sent back in; in a dry run: those that would be. */
  redriven: number;
  /** Sent back in before. */
  already: number;
  /** Their originals are not held any more. */
  gone: number;
  /** Dead letters of analytics that the tenant no longer has. */
  orphaned: number;
  /** Dead letters of timers: time has passed, and there is no line to send. */
  timers: number;
}

export interface PartitionRedrive extends Readonly<RedriveCounts> {
  readonly partition: PartitionIndex;
}

export function noCounts(): RedriveCounts {
  return { redriven: 0, already: 0, gone: 0, orphaned: 0, timers: 0 };
}

export function sumCounts(all: readonly Readonly<RedriveCounts>[]): RedriveCounts {
  const sum = noCounts();
  for (const counts of all) {
    for (const name of ['redriven', 'already', 'gone', 'orphaned', 'timers'] as const) sum[name] += counts[name];
  }
  return sum;
}

/** Records that could not be sent back in, and why. */
export interface RedriveRefusal {
  readonly code: ErrorCode;
  readonly count: number;
  readonly what: string;
  readonly fix: string;
}

export function refusalsIn({ gone, orphaned }: Readonly<RedriveCounts>): RedriveRefusal[] {
  const all: RedriveRefusal[] = [
    {
      code: 'original-gone',
      count: gone,
      what: 'the input log no longer holds the original',
      fix: 'send the lines anew with `millrace send` if you have them',
    },
    {
      code: 'actor-not-found',
      count: orphaned,
      what: 'the analytic that threw is not in the configuration',
      fix: 'name it there under its id',
    },
  ];
  return all.filter(({ count }) => count > 0);
}
