import type { ResultIdentity } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';

/** How many results the newest inputs gave, so that an identity that nobody would give is told from one that was given before. */
export class ResultCounts {
  readonly #inputs: Float64Array;
  readonly #counts: Uint32Array;
  #used = 0;

  /** @param remembered inputs. */
  constructor(remembered: number = limits.auditedInputs) {
    this.#inputs = new Float64Array(remembered);
    this.#counts = new Uint32Array(remembered);
  }

  /** A result came; their order is that in which they are sent. */
  add(input: number): void {
    const size = this.#inputs.length;
    const newest = (this.#used - 1 + size) % size;
    if (this.#used > 0 && this.#inputs[newest] === input) {
      this.#counts[newest] = (this.#counts[newest] as number) + 1;
      return;
    }
    const at = this.#used++ % size;
    this.#inputs[at] = input;
    this.#counts[at] = 1;
  }

  /** Whether a result of this identity came; undefined when it is too long ago to tell. */
  has({ input, index }: ResultIdentity): boolean | undefined {
    const size = this.#inputs.length;
    const oldest = Math.max(0, this.#used - size);
    let [low, high] = [oldest, this.#used];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#inputs[middle % size] as number) < input) low = middle + 1;
      else high = middle;
    }
    if (low < this.#used && this.#inputs[low % size] === input) return index < (this.#counts[low % size] as number);
    // Between two inputs that are remembered there is none with a result.
    return low === oldest && oldest > 0 ? undefined : false;
  }
}
