/**
 * How long a partition's turns on its thread last, and how many turns the others get between them: deficit round robin (Shreedhar
 * and Varghese, 1995) with time for its bytes. A turn is over after one slice of time. One that took longer, since a single record
 * did, lets as many rounds of the others pass, so that each has its fair share of the time whatever its records cost. Those that
 * share a share let as many times more pass as they are.
 */
export class TurnTime {
  readonly #slice: number;
  readonly #now: () => number;
  #began = 0;
  #worked = 0;
  /** Slices that were used and not yet waited for. */
  #debt = 0;

  /** @param slice milliseconds of one turn. @param now milliseconds of a clock that never steps back. */
  constructor(slice: number, now: () => number) {
    this.#slice = slice;
    this.#now = now;
  }

  begin(): void {
    this.#began = this.#now();
    this.#worked = 0;
  }

  get isOver(): boolean {
    return this.#now() - this.#began >= this.#slice;
  }

  /** The partition has had the thread up to now. */
  worked(): void {
    this.#worked = this.#now() - this.#began;
  }

  /** Ends the turn. @param sharers of the share, one or more. @returns how many rounds of the others come before the next one: one, or more. */
  end(sharers: number): number {
    this.#debt += Math.max(1, this.#worked / this.#slice) * sharers;
    this.#worked = 0;
    const rounds = Math.floor(this.#debt);
    this.#debt -= rounds;
    return rounds;
  }
}
