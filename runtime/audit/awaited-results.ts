import type { ResultIdentity } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';
import type { ExpectedResult } from './differences.ts';
import { compareIdentities } from './identity-order.ts';

const MOST = { results: limits.auditedResults, bytes: limits.auditedBytes } as const;

/**
 * Results that are expected and were not found yet: those ahead, in their order, and those that later ones have passed, which may
 * still stand out of their order. Of these there is a bound; the oldest one is given up then.
 */
export class AwaitedResults {
  #ahead: ExpectedResult[] = [];
  #next = 0;
  readonly #passed = new Map<string, ExpectedResult>();
  #passedBytes = 0;
  readonly #most: { readonly results: number; readonly bytes: number };

  /** @param most passed ones, and their bytes. */
  constructor(most: { readonly results: number; readonly bytes: number } = MOST) {
    this.#most = most;
  }

  /** The first one ahead; undefined when there is none. */
  get first(): ExpectedResult | undefined {
    return this.#ahead[this.#next];
  }

  /** Comes after all others. */
  push(result: ExpectedResult): void {
    this.#ahead.push(result);
  }

  /** Takes a result that stands behind no later one; those before it are passed. Undefined, and nothing changes, when it is not ahead. */
  take(identity: ResultIdentity): ExpectedResult | undefined {
    let at = this.#next;
    let order = -1;
    for (; at < this.#ahead.length; at++) {
      order = compareIdentities(this.#ahead[at] as ExpectedResult, identity);
      if (order >= 0) break;
    }
    if (order !== 0) return undefined;
    for (let i = this.#next; i < at; i++) this.#pass(this.#ahead[i] as ExpectedResult);
    const taken = this.#ahead[at];
    this.#next = at + 1;
    if (this.#next === this.#ahead.length) {
      this.#ahead = [];
      this.#next = 0;
    }
    return taken;
  }

  /** Takes a result that was passed. */
  takePassed({ input, index }: ResultIdentity): ExpectedResult | undefined {
    const key = `${input}.${index}`;
    const found = this.#passed.get(key);
    if (found !== undefined) this.#forget(key, found);
    return found;
  }

  /** Takes the oldest one passed when there are too many, or as long as there is any. */
  giveUp(all: boolean): ExpectedResult | undefined {
    if (!all && this.#passed.size <= this.#most.results && this.#passedBytes <= this.#most.bytes) return undefined;
    for (const [key, oldest] of this.#passed) {
      this.#forget(key, oldest);
      return oldest;
    }
    return undefined;
  }

  #pass(result: ExpectedResult): void {
    this.#passed.set(`${result.input}.${result.index}`, result);
    this.#passedBytes += result.payload.length;
  }

  #forget(key: string, result: ExpectedResult): void {
    this.#passed.delete(key);
    this.#passedBytes -= result.payload.length;
  }
}
