import { limits } from '../base/limits.ts';
import type { LogSink } from '../base/log-sink.ts';
import { formatDuration } from '../base/units.ts';

/** What a partition goes without while a server is away: its owner, or its next checkpoint alone. */
export type Without = 'owner' | 'checkpoint';

/** What is said of `count` partitions, and when there is none any more. */
const WORDS: Readonly<Record<Without, { away(count: string): string; readonly back: string }>> = {
  owner: { away: (count) => `not taken over yet, tried again: ${count}`, back: 'all partitions are taken over again' },
  checkpoint: {
    away: (count) => `a checkpoint is late, results go on: ${count}`,
    back: 'the store takes checkpoints again',
  },
};

interface Outage {
  readonly since: number;
  readonly partitions: Set<string>;
  /** When the next line is due. */
  next: number;
}

/**
 * Says of all partitions of a process in one line that they go without a server, when the first one does, then each time a period
 * has passed that is twice as long, and when none does any more: hundreds of them would each say the same.
 */
export class AwayNotices {
  readonly #log: LogSink;
  readonly #now: () => number;
  readonly #outages = new Map<Without, Outage>();

  /** @param now milliseconds of a clock that doesn't jump. */
  constructor(log: LogSink, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** A try has failed. @param why the error's message. */
  away(without: Without, partition: string, why: string): void {
    const now = this.#now();
    const outage = this.#outages.get(without) ?? { since: now, partitions: new Set(), next: now };
    this.#outages.set(without, outage);
    outage.partitions.add(partition);
    if (now < outage.next) return;
    const waited = now - outage.since;
    outage.next = now + Math.max(limits.waitNoticeMilliseconds, waited);
    const partitions = outage.partitions.size;
    const count = partitions === 1 ? `partition ${partition}` : `${partitions} partitions`;
    const long = waited === 0 ? '' : `, for ${formatDuration(waited)} so far`;
    this.#log('warn', `${WORDS[without].away(count)}${long}: ${why}`, { partitions });
  }

  /** A try has gone well. */
  back(without: Without, partition: string): void {
    const outage = this.#outages.get(without);
    if (outage?.partitions.delete(partition) !== true || outage.partitions.size > 0) return;
    this.#outages.delete(without);
    this.#log('info', `${WORDS[without].back}, after ${formatDuration(this.#now() - outage.since)}`, {});
  }

  /** It tries no more. */
  gone(partition: string): void {
    for (const [without, { partitions }] of this.#outages) {
      if (partitions.delete(partition) && partitions.size === 0) this.#outages.delete(without);
    }
  }
}
