/** Time without writes after each one, as a multiple of what the write took. */
const RESTS = 3;

/**
 * Decides how a checkpoint's writes are spread, so that a store on the same machine, or one that many share, isn't held by a burst of them
 * while events wait: a rest after each, as long as half of the time until the next checkpoint is not over. Times are milliseconds.
 */
export class WritePace {
  readonly #spread: number;
  #hurries = false;

  /** @param every time from one checkpoint to the next. */
  constructor(every: number) {
    this.#spread = every / 2;
  }

  /** From now on somebody waits for the checkpoint: no rests. */
  hurry(): void {
    this.#hurries = true;
  }

  /** How long to rest after a write. @param took what it took. @param age time since the checkpoint was begun. */
  restAfter(took: number, age: number): number {
    if (this.#hurries) return 0;
    return Math.max(0, Math.min(RESTS * took, this.#spread - age));
  }
}
