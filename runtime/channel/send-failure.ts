import { MillraceError, messageOf } from '../base/errors.ts';

/** What became of lines whose sending has failed. Positions count from 0, in the order in which they were given. */
export interface SendOutcome {
  /** How many are stored for certain. */
  readonly stored: number;
  /** Those of the append that failed: all of them are stored or none is. */
  readonly doubtful: readonly number[];
  /** Those that are not stored for certain. */
  readonly unsent: readonly number[];
}

/** Not all lines could be stored. Its code is always `outcome-unknown`; its cause is what the log threw. */
export class SendFailure extends MillraceError implements SendOutcome {
  readonly stored: number;
  readonly doubtful: readonly number[];
  readonly unsent: readonly number[];
  readonly #hasIds: boolean;

  /** @param hasIds whether all lines had ids of their own. @param where such as `partition customer1/0`. */
  constructor(outcome: SendOutcome, hasIds: boolean, where: string, cause: unknown) {
    super('outcome-unknown', {
      what: `${outcome.doubtful.length} lines may be stored or not (${messageOf(cause)})`,
      where,
      fix: hasIds
        ? 'send all of them again, under the same ids: those that are stored are left out'
        : 'send them again if a line that counts twice does less harm than one that is missing',
      cause,
    });
    this.name = 'SendFailure';
    this.stored = outcome.stored;
    this.doubtful = outcome.doubtful;
    this.unsent = outcome.unsent;
    this.#hasIds = hasIds;
  }

  /** The same of lines that came behind others, all of which are stored. */
  behind(lines: number): SendFailure {
    const shifted = (positions: readonly number[]) => positions.map((position) => position + lines);
    const outcome = {
      stored: this.stored + lines,
      doubtful: shifted(this.doubtful),
      unsent: shifted(this.unsent),
    };
    return new SendFailure(outcome, this.#hasIds, this.where, this.cause);
  }
}
