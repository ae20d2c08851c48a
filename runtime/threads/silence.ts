import type { Vital } from './heart.ts';

/** In how many looks in a row at a thread the same is seen before it is silent. */
export interface Patience {
  /** Beats that stand still. */
  readonly beats: number;
  /** One task that is in a turn at one input, though the thread beats. */
  readonly turn: number;
}

/**
 * Decides when a thread is silent: when its beats stood still over so many looks in a row, or one task was at one input over even
 * more. Looks are counted and no time is taken: a process that was stopped, or a main thread that was busy, did not look and
 * accuses nobody.
 */
export class Silence {
  readonly #most: Patience;
  #seen: Vital | undefined;
  readonly #same = { beats: 0, turn: 0 };

  constructor(most: Patience) {
    this.#most = most;
  }

  /** A look at the thread. @returns whether it is silent. */
  isSilentAt(vital: Vital): boolean {
    const seen = this.#seen;
    this.#seen = vital;
    const { beats, task, sequence } = vital;
    const isSameTurn = task !== 0 && task === seen?.task && sequence !== 0 && sequence === seen.sequence;
    this.#same.beats = beats === seen?.beats ? this.#same.beats + 1 : 0;
    this.#same.turn = isSameTurn ? this.#same.turn + 1 : 0;
    return this.#same.beats >= this.#most.beats || this.#same.turn >= this.#most.turn;
  }
}
