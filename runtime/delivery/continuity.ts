import { MillraceError } from '../base/errors.ts';

/** What to do with a record that the input log delivered. */
export type Admission = 'take' | 'drop';

/** Sees to it that a partition takes its input without a hole: one record after the other, each once. */
export class Continuity {
  #last: number;
  readonly #isDense: boolean;
  /** What had been taken when it was last seen where the log begins. */
  #lastSeen: number;

  /** @param last the newest sequence taken. @param isDense whether the log numbers its records without a gap. */
  constructor(last: number, isDense: boolean) {
    this.#last = last;
    this.#lastSeen = last;
    this.#isDense = isDense;
  }

  get last(): number {
    return this.#last;
  }

  /** @throws log-gap when a record is missing before this one. */
  admit(sequence: number): Admission {
    if (sequence <= this.#last) return 'drop';
    if (this.#isDense && sequence !== this.#last + 1)
      throw gap(`record ${sequence} came where ${this.#last + 1} was due`);
    this.#last = sequence;
    return 'take';
  }

  /** The log holds nothing up to a sequence. */
  passTo(sequence: number): void {
    this.#last = Math.max(this.#last, sequence);
  }

  /**
   * The log begins at a sequence. What was not taken when that was last looked at must still have been there: else a record
   * may have been dropped unseen, where numbers have gaps anyway.
   *
   * @param taken the newest sequence that had been taken when it was looked; default: by now.
   * @throws log-gap.
   */
  sees(first: number, taken: number = this.#last): void {
    if (first > this.#lastSeen + 1)
      throw gap(`the log begins at ${first}, and ${this.#lastSeen + 1} was not taken yet`);
    this.#lastSeen = Math.max(this.#lastSeen, taken);
  }
}

function gap(what: string): MillraceError {
  return new MillraceError('log-gap', {
    what,
    where: 'the input log',
    fix: 'the records between were deleted before they were taken: restore the log, or remove the checkpoint to start anew',
  });
}
