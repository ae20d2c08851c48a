import { MillraceError, messageOf } from '../../base/errors.ts';
import { SendFailure } from '../../channel/send-failure.ts';
import { Sending } from '../../channel/sending.ts';
import { counted } from '../words.ts';

/** How lines are sent. */
export interface SendingOptions {
  /** Name of the lines' ids; undefined: they have none. */
  readonly id: string | undefined;
  /** Whether a failure is told as JSON, too. */
  readonly isJson: boolean;
}

/** Sends lines that come in pieces, and tells by their numbers what became of them when that fails. */
export class ToldSending {
  readonly #sending: Sending;
  readonly #options: SendingOptions;

  constructor(producer: ConstructorParameters<typeof Sending>[0], options: SendingOptions) {
    this.#sending = new Sending(producer, options.id);
    this.#options = options;
  }

  /** Lines sent so far. */
  get sent(): number {
    return this.#sending.sent;
  }

  /** @throws outcome-unknown, told by the numbers of the lines. */
  async send(lines: readonly Uint8Array[]): Promise<void> {
    try {
      await this.#sending.send(lines);
    } catch (thrown) {
      if (!(thrown instanceof SendFailure)) throw thrown;
      throw this.#told(thrown, this.sent + lines.length);
    }
  }

  #told(failure: SendFailure, unsentAfter: number): MillraceError {
    const { stored, doubtful, unsent, where, cause } = failure;
    const { id, isJson } = this.#options;
    const numbers = (positions: readonly number[]): number[] => positions.map((position) => position + 1);
    const report = { stored, doubtful: numbers(doubtful), unsent: numbers(unsent), unsentAfter };
    if (isJson) process.stdout.write(`${JSON.stringify(report)}\n`);
    return new MillraceError('outcome-unknown', {
      what:
        `stored: ${counted(report.stored, 'line')}; stored or not: ${doubtful.length} of the lines ${report.doubtful[0]} to ` +
        `${report.doubtful.at(-1)}; not stored: ${unsent.length} of those up to ${report.unsentAfter}, and all after ` +
        `(${messageOf(cause)})`,
      where,
      fix:
        id === undefined
          ? 'send those again that are missing; with --json their numbers are printed'
          : `send all of them again with --id ${id}: those that are stored are left out`,
      cause,
    });
  }
}
