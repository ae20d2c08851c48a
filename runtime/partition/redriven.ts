import { limits } from '../base/limits.ts';
import { type NumberRange, NumberRanges } from '../base/number-ranges.ts';
import type { RedriveHead } from './redrive-record.ts';

/** {@link Redriven} as a checkpoint keeps it. */
export interface RedrivenHead {
  readonly wrong: readonly NumberRange[];
  readonly deadLetters: readonly NumberRange[];
  /** The newest record taken of those that each other partition has passed on. */
  readonly passed: readonly (readonly [partition: number, sequence: number])[];
}

/** Which of a partition's set-aside records have come back, so that each does once, whoever sends it in how often. */
export class Redriven {
  #wrong = rangesOf([]);
  #deadLetters = rangesOf([]);
  #passed = new Map<number, number>();

  /** Takes a redrive record down; false when it has been taken before, or another for the same. */
  admits({ of, number, from }: RedriveHead): boolean {
    // They are passed on in the order of their log, so the newest speaks for all before.
    if (from !== undefined) {
      if (from.sequence <= (this.#passed.get(from.partition) ?? 0)) return false;
      this.#passed.set(from.partition, from.sequence);
      return true;
    }
    return (of === 'wrong' ? this.#wrong : this.#deadLetters).add(number);
  }

  encode(): RedrivenHead {
    return {
      wrong: this.#wrong.ranges.map(([first, last]) => [first, last] as const),
      deadLetters: this.#deadLetters.ranges.map(([first, last]) => [first, last] as const),
      passed: [...this.#passed].sort(([a], [b]) => a - b),
    };
  }

  /** @param head undefined in a checkpoint of an older version. */
  restore(head: RedrivenHead | undefined): void {
    this.#wrong = rangesOf(head?.wrong ?? []);
    this.#deadLetters = rangesOf(head?.deadLetters ?? []);
    this.#passed = new Map(head?.passed ?? []);
  }
}

function rangesOf(ranges: readonly NumberRange[]): NumberRanges {
  return new NumberRanges(ranges, limits.redrivenRanges);
}
