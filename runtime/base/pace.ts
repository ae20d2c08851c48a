import { setImmediate as turn } from 'node:timers/promises';

/** Lets others on the thread go on, in a long piece of work that would hold it. */
export class Pace {
  readonly #milliseconds: number;
  #until: number;

  /** @param milliseconds that others may have to wait. */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.#until = performance.now() + milliseconds;
  }

  /** Gives the thread to others if they have waited for long enough. */
  async yield(): Promise<void> {
    if (performance.now() < this.#until) return;
    await turn();
    this.#until = performance.now() + this.#milliseconds;
  }
}
