import { MillraceError } from '../base/errors.ts';
import { formatCount, formatSize } from '../base/units.ts';
import type { Manifest } from './manifest.ts';

/** A partition's share of its tenant's quota: an even one, rounded up. Undefined: no bound. */
export function stateShare(bytes: number | undefined, partitions: number): number | undefined {
  return bytes === undefined ? undefined : Math.ceil(bytes / partitions);
}

/**
 * Judges a partition's state by the size of its actors as checkpoints hold them: keys, figures, states of analytics, timers and kept
 * hours. A full checkpoint says it exactly. One of changes says no less than it is, since what changed is in it again: where
 * that is over the quota, the next one has to be full.
 */
export class StateQuota {
  readonly #share: number;
  readonly #where: string;

  /** @param share bytes; undefined: no bound. @param where names the partition. */
  constructor(share: number | undefined, where: string) {
    this.#share = share ?? Number.POSITIVE_INFINITY;
    this.#where = where;
  }

  /**
   * Whether the state is known to be within the quota; false: the next checkpoint has to be full, to tell.
   *
   * @throws quota-state-bytes where it is over it.
   */
  admits({ segments, sinceFull, actors, checkpoint, head }: Manifest): boolean {
    const bytes = segments.reduce((sum, { length }) => sum + length, 0);
    if (bytes <= this.#share) return true;
    if (sinceFull > 0) return false;
    throw new MillraceError('quota-state-bytes', {
      what: `the state of ${formatCount(actors)} actors is ${formatSize(bytes)}, over the partition's share of quotas.stateBytes, ${formatSize(this.#share)}`,
      where: `${this.#where}, checkpoint ${checkpoint} at input ${head.sequence}`,
      fix: 'raise quotas.stateBytes and start again: it goes on from that checkpoint; expireAfter, quotas.keys and archive.rollups: false keep a state smaller',
    });
  }
}
