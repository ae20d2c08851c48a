import type { Log, LogBounds } from '../../connectors/log.ts';
import type { Continuity } from '../delivery/continuity.ts';

/** Looks where an input log begins and ends while its records are being taken: nothing waits for the broker's answer. */
export class InputWatch {
  readonly #input: Log;
  readonly #continuity: Continuity;
  #isLooking = false;
  #seen: LogBounds | undefined;
  #failure: { readonly thrown: unknown } | undefined;

  constructor(input: Log, continuity: Continuity) {
    this.#input = input;
    this.#continuity = continuity;
  }

  /** Asks, unless it has asked already. */
  look(): void {
    if (!this.#isLooking && this.#seen === undefined) void this.#look();
  }

  /** What was seen since it was last asked for; undefined: nothing new. @throws log-gap, or what the log threw. */
  news(): LogBounds | undefined {
    if (this.#failure !== undefined) throw this.#failure.thrown;
    const seen = this.#seen;
    this.#seen = undefined;
    return seen;
  }

  /** Looks now. @throws log-gap, or what the log throws. */
  async now(): Promise<LogBounds> {
    const taken = this.#continuity.last;
    const bounds = await this.#input.bounds();
    this.#continuity.sees(bounds.first, taken);
    return bounds;
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    try {
      this.#seen = await this.now();
    } catch (thrown) {
      this.#failure = { thrown };
    } finally {
      this.#isLooking = false;
    }
  }
}
