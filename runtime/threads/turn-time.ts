/**
 * How long a partition's turns on its thread last, and how many rounds of the others come between them: deficit round robin
 * (Shreedhar and Varghese, 1995) with time for its bytes. A turn is one slice of time, in as many pieces of work as fit in. One that
 * took longer, since a single record did, lets as many rounds of the others pass, so that each has its fair share of the time
 * whatever its records cost. Those that share a share let as many times more pass as they are.
 */
export class TurnTime {
  readonly #slice: number;
  readonly #now: () => number;
  #began: number | undefined;
  #worked = 0;
  /** Rounds that are owed to the others. */
  #debt = 0;

  /** @param slice milliseconds of one turn. @param now milliseconds of a clock that never steps back. */
  constructor(slice: number, now: () => number) {
    this.#slice = slice;
    this.#now = now;
  }

  /** A piece of work begins. */
  begin(): void {
    this.#began = this.#now();
    this.#worked = 0;
  }

  /** Whether the piece has taken a whole turn. */
  get isOver(): boolean {
    return this.#now() - (this.#began ?? 0) >= this.#slice;
  }

  /** The partition has had the thread since the piece began. */
  worked(): void {
    this.#worked = this.#now() - (this.#began ?? 0);
  }

  /**
   * Ends the piece.
   *
   * @param sharers of the share, one or more.
   * @returns how many rounds of the others come now; 0: the turn goes on. What is no piece of work is a turn of its own.
   */
  end(sharers: number): number {
    if (this.#began === undefined) return 1;
    this.#began = undefined;
    this.#debt += (this.#worked / this.#slice) * sharers;
    const rounds = Math.floor(this.#debt);
    this.#debt -= rounds;
    return rounds;
  }
}
