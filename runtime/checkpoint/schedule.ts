/** Decides when a checkpoint is due and whether it has to be a full one. */
export class Schedule {
  readonly #every: number;
  readonly #rebaseAfter: number;
  #dueAt: number;
  #sinceFull = 0;
  #mustBeFull = true;

  /**
   * @param every milliseconds.
   * @param rebaseAfter incremental checkpoints before a full one.
   * @param phase share of `every` after which the first one is due, 0 to 1: partitions that begin together take theirs one after the other.
   */
  constructor(every: number, rebaseAfter: number, now: number, phase = 1) {
    this.#every = every;
    this.#rebaseAfter = rebaseAfter;
    this.#dueAt = now + every * phase;
  }

  /** Going on from a checkpoint that is whole: the next one may be incremental. */
  resume(sinceFull: number): void {
    this.#sinceFull = sinceFull;
    this.#mustBeFull = false;
  }

  /** Milliseconds from one checkpoint to the next. */
  get every(): number {
    return this.#every;
  }

  isDue(now: number): boolean {
    return now >= this.#dueAt;
  }

  dueIn(now: number): number {
    return Math.max(0, this.#dueAt - now);
  }

  get nextIsFull(): boolean {
    return this.#mustBeFull || this.#sinceFull >= this.#rebaseAfter;
  }

  /** Incremental checkpoints since the last full one, the one being taken included. */
  get sinceFull(): number {
    return this.nextIsFull ? 0 : this.#sinceFull + 1;
  }

  begun(now: number): void {
    this.#dueAt = now + this.#every;
  }

  committed(sinceFull: number): void {
    this.#sinceFull = sinceFull;
    this.#mustBeFull = false;
  }

  /** The next one is to be full: what has changed since the last commit is no longer known, or its size has to be. */
  rebase(): void {
    this.#mustBeFull = true;
  }
}
