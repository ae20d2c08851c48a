import { isAfter, type Tail } from '../../connectors/log.ts';

/**
 * Decides which of the results that a replay gives again are already in the output log. A log holds a partition's results in
 * their one order, so those up to its newest are there. Where only some of them are vouched for, a missing one is sent
 * behind the others.
 */
export class Suppression {
  #tail: Tail | undefined;
  #suppressed = 0;
  #filled = 0;

  /** @param tail of the output log; undefined: nothing is suppressed. */
  constructor(tail: Tail | undefined) {
    this.#tail = tail;
  }

  /** Results not published because they were there. */
  get suppressed(): number {
    return this.#suppressed;
  }

  /** Results that were missing before others that were there. */
  get filled(): number {
    return this.#filled;
  }

  /** Whether a result is still to be published. To be asked once for each result, in order. */
  admits(input: number, index: number): boolean {
    const tail = this.#tail;
    if (tail === undefined) return true;
    const result = { input, index };
    if (isAfter(result, tail)) {
      this.#tail = undefined;
      return true;
    }
    if (tail.from !== undefined && isAfter(result, tail.from) && !tail.further?.has(`${input}.${index}`)) {
      this.#filled++;
      return true;
    }
    this.#suppressed++;
    return false;
  }
}
