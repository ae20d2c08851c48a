import { limits } from '../base/limits.ts';

/** Says of a wait at its beginning, and then each time it has become twice as long: few lines, however long it lasts. */
export class WaitNotices {
  #next = 0;

  /** @param waited milliseconds. @returns whether to say so now. */
  isDue(waited: number): boolean {
    if (waited < this.#next) return false;
    this.#next = Math.max(limits.waitNoticeMilliseconds, waited * 2);
    return true;
  }
}
