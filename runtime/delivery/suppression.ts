import type { ResultIdentity } from '../../connectors/log.ts';

/**
 * Decides which of the results that a replay gives again are already in the output log: those up to its tail. A log holds
 * a partition's results in their one order, so the newest identity in it stands for all before.
 */
export class Suppression {
  #tail: ResultIdentity | undefined;
  #suppressed = 0;

  /** @param tail identity of the newest result in the output log; undefined: nothing is suppressed. */
  constructor(tail: ResultIdentity | undefined) {
    this.#tail = tail;
  }

  /** Results not published because they were there. */
  get suppressed(): number {
    return this.#suppressed;
  }

  /** Whether a result is still to be published. To be asked once for each result, in order. */
  admits(input: number, index: number): boolean {
    const tail = this.#tail;
    if (tail === undefined) return true;
    if (input > tail.input || (input === tail.input && index > tail.index)) {
      this.#tail = undefined;
      return true;
    }
    this.#suppressed++;
    return false;
  }
}
