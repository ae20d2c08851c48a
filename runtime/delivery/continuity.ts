import { MillraceError } from '../base/errors.ts';

/** What to do with a record that the input log delivered. */
export type Admission = 'take' | 'drop';

/** Sees to it that a partition takes its input without a hole: one record after the other, each once. */
export class Continuity {
  #last: number;

  /** @param last the newest sequence taken. */
  constructor(last: number) {
    this.#last = last;
  }

  get last(): number {
    return this.#last;
  }

  /** @throws log-gap when a record is missing before this one. */
  admit(sequence: number): Admission {
    if (sequence <= this.#last) return 'drop';
    if (sequence !== this.#last + 1) {
      throw new MillraceError('log-gap', {
        what: `record ${sequence} came where ${this.#last + 1} was due`,
        where: 'the input log',
        fix: 'the records between were deleted before they were taken: restore the log, or remove the checkpoint to start anew',
      });
    }
    this.#last = sequence;
    return 'take';
  }
}
