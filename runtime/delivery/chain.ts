/**
 * Numbers the appends to an output log: each one expects the sequence the one before ended at, so that of two owners only
 * one can go on, and what is stored is an unbroken prefix of what its owner sent. After any failure the chain is broken:
 * the owner takes over anew instead of trying again.
 */
export class Chain {
  #last: number;
  #broken = false;

  /** @param last the output log's last sequence: that of the owner's own fence. */
  constructor(last: number) {
    this.#last = last;
  }

  /** What the next append has to expect. */
  get last(): number {
    return this.#last;
  }

  get isBroken(): boolean {
    return this.#broken;
  }

  /** An append of `count` records was acknowledged as ending at `sequence`; false when that doesn't follow. */
  acknowledge(count: number, sequence: number): boolean {
    if (this.#broken || sequence !== this.#last + count) this.#broken = true;
    else this.#last = sequence;
    return !this.#broken;
  }

  /** An append failed, or nobody knows. */
  break(): void {
    this.#broken = true;
  }
}
