import type { ResultIdentity } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';

/**
 * Decides when a progress record is due: the newest result's identity, in a record that replaces its predecessor, so that the
 * tail of an output log is found by reading little, also when retention has dropped the results.
 */
export class ProgressRecords {
  #newest: ResultIdentity | undefined;
  #since = 0;
  #lastAt: number;

  constructor(now: number) {
    this.#lastAt = now;
  }

  /** Results up to this one have been sent. */
  sent(count: number, newest: ResultIdentity): void {
    this.#since += count;
    this.#newest = newest;
  }

  /** The identity to record now; undefined when none is due. */
  due(now: number): ResultIdentity | undefined {
    if (this.#since === 0) return undefined;
    if (this.#since < limits.progressResults && now - this.#lastAt < limits.progressMilliseconds) return undefined;
    this.#since = 0;
    this.#lastAt = now;
    return this.#newest;
  }
}
