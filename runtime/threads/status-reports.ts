import type { LogBounds } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';
import type { Checkpoints } from './checkpoints.ts';
import { InputWatch } from './input-watch.ts';
import type { LoopProgress } from './loop-progress.ts';
import type { PendingInput } from './pending-input.ts';
import type { Rates } from './rates.ts';
import type { Held } from './take-over.ts';

/** What a partition that is owned tells of itself: when it looks how much lies ahead, and what keeps it waiting. */
export class StatusReports {
  readonly #held: Held;
  readonly #progress: LoopProgress;
  readonly #pending: PendingInput;
  readonly #checkpoints: Checkpoints;
  readonly #rates: Rates;
  readonly #watch: InputWatch;

  constructor(held: Held, progress: LoopProgress, pending: PendingInput, checkpoints: Checkpoints, rates: Rates) {
    this.#held = held;
    this.#progress = progress;
    this.#pending = pending;
    this.#checkpoints = checkpoints;
    this.#rates = rates;
    this.#watch = new InputWatch(held.input, held.continuity);
  }

  /** Looks when it is due, and tells what was seen since. @throws log-gap, or what the log threw. */
  async step(): Promise<void> {
    if (this.#progress.dueIn(this.#held.input.isDense) <= 0) this.#watch.look();
    const seen = this.#watch.news();
    if (seen !== undefined) await this.#running(seen);
  }

  /** Milliseconds until there may be something to tell: what is looked at now is told after the next rest. */
  get dueIn(): number {
    // A log that others share may change beyond what is read of it.
    const dueIn = this.#progress.dueIn(this.#held.input.isDense);
    return dueIn > 0 ? dueIn : limits.reportEveryMilliseconds;
  }

  /** It takes no more, and ends. @throws as {@link step}. */
  async draining(): Promise<void> {
    this.#progress.draining(this.#held, await this.#pending.ahead(await this.#watch.now()));
  }

  /** It takes no more until a person lets it. @throws as {@link step}. */
  async heldBack(): Promise<void> {
    this.#progress.heldBack(this.#held, await this.#pending.ahead(await this.#watch.now()));
  }

  async #running(seen: LogBounds): Promise<void> {
    const { stall } = this.#checkpoints;
    const rate = this.#rates.seen();
    const wait = stall === undefined ? rate : ({ code: 'store-unavailable', what: stall } as const);
    this.#progress.running(this.#held, await this.#pending.ahead(seen), { delays: this.#rates.delays, wait });
  }
}
