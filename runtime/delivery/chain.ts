/**
 * Numbers the appends to an output log: each one expects the sequence the one before ended at, so that of two owners only
 * one can go on, and what is stored is an unbroken prefix of what its owner sent. Appends may be on their way while others
 * follow. After any failure the chain is broken: the owner takes over anew instead of trying again.
 */
export class Chain {
  #sent: number;
  #stored: number;
  #broken = false;

  /** @param last the output log's last sequence: that of the owner's own fence. */
  constructor(last: number) {
    this.#sent = last;
    this.#stored = last;
  }

  /** Sequence that the newest append ends at, once it is stored: what the next one has to expect. */
  get sent(): number {
    return this.#sent;
  }

  /** Sequence up to which all is known to be stored. */
  get stored(): number {
    return this.#stored;
  }

  /** An append of `count` records is sent; returns what it expects. */
  send(count: number): number {
    const expected = this.#sent;
    this.#sent += count;
    return expected;
  }

  /** The oldest append on its way, of `count` records, was acknowledged at `sequence`; false when that doesn't follow. */
  acknowledge(count: number, sequence: number): boolean {
    if (this.#broken || sequence !== this.#stored + count) this.#broken = true;
    else this.#stored = sequence;
    return !this.#broken;
  }

  /** An append failed, or nobody knows. */
  break(): void {
    this.#broken = true;
  }
}
