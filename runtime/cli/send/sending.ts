import { MillraceError, messageOf } from '../../base/errors.ts';
import type { Producer } from '../../channel/producer.ts';
import { SendFailure } from '../../channel/send-failure.ts';
import { counted } from '../words.ts';

/** How lines are sent. */
export interface SendingOptions {
  /** Name of the lines' ids; undefined: they have none. */
  readonly id: string | undefined;
  /** Whether a failure is told as JSON, too. */
  readonly isJson: boolean;
}

/** Sends lines that come in pieces, and knows each by its number among all of them. */
export class Sending {
  readonly #producer: Producer;
  readonly #options: SendingOptions;
  #sent = 0;

  constructor(producer: Producer, options: SendingOptions) {
    this.#producer = producer;
    this.#options = options;
  }

  /** Lines sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** @throws outcome-unknown, told by the numbers of the lines. */
  async send(lines: readonly Uint8Array[]): Promise<void> {
    const { id } = this.#options;
    try {
      await this.#producer.send(
        id === undefined ? lines : lines.map((line, i) => ({ id: `${id}.${this.#sent + i + 1}`, line })),
      );
      this.#sent += lines.length;
    } catch (thrown) {
      if (!(thrown instanceof SendFailure)) throw thrown;
      throw this.#told(thrown, lines.length);
    }
  }

  #told(failure: SendFailure, given: number): MillraceError {
    const { stored, doubtful, unsent, where, cause } = failure;
    const { id, isJson } = this.#options;
    const numbers = (positions: readonly number[]): number[] => positions.map((position) => this.#sent + position + 1);
    const report = {
      stored: this.#sent + stored,
      doubtful: numbers(doubtful),
      unsent: numbers(unsent),
      unsentAfter: this.#sent + given,
    };
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
