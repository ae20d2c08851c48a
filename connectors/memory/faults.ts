import { MillraceError } from '../../runtime/base/errors.ts';
import type { Prng } from '../../runtime/base/prng.ts';

/** What can go wrong, each with its probability from 0 to 1. Default 0. */
export interface FaultRates {
  /** An append fails and has stored nothing. */
  readonly appendLost: number;
  /** An append is stored and its answer is lost. */
  readonly appendUnanswered: number;
  /** A manifest swap fails and has changed nothing. */
  readonly swapLost: number;
  /** A manifest swap is done, or refused, and its answer is lost. */
  readonly swapUnanswered: number;
  /** A segment is read with one bit turned. */
  readonly segmentDamaged: number;
  /** A segment is not found. */
  readonly segmentMissing: number;
}

/** Draws faults from a seed: the same calls in the same order meet the same faults. */
export class Faults {
  readonly #prng: Prng;
  readonly #rates: Partial<FaultRates>;

  constructor(prng: Prng, rates: Partial<FaultRates>) {
    this.#prng = prng;
    this.#rates = rates;
  }

  /** Whether this fault strikes now. */
  strikes(fault: keyof FaultRates): boolean {
    return this.#prng.chance(this.#rates[fault] ?? 0);
  }

  /** Throws `outcome-unknown` when this fault strikes: the caller can't tell whether the write was done. */
  fail(fault: keyof FaultRates, where: string): void {
    if (!this.strikes(fault)) return;
    throw new MillraceError('outcome-unknown', {
      what: 'a write was not answered',
      where: `at ${where}`,
      fix: 'read back what is stored before writing again',
    });
  }

  /** The bytes with one bit turned, in a copy. */
  damaged(bytes: Uint8Array): Uint8Array {
    const copy = new Uint8Array(bytes);
    const at = this.#prng.below(copy.length);
    if (copy.length > 0) copy[at] = (copy[at] as number) ^ (1 << this.#prng.below(8));
    return copy;
  }
}
