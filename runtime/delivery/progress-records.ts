import { isAfter, type Progress, type ResultIdentity, type Tail } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';

/** Before every result: inputs are numbered from 1. */
const NOTHING: ResultIdentity = { input: 0, index: -1 };

/**
 * Decides when a progress record is due: up to which result all are stored, and where, in a record that replaces its
 * predecessor. So the tail of an output log is found by reading little, also when retention has dropped the results. What is
 * only sent doesn't count: of records on their way one may fail and a later one be stored, when somebody else publishes
 * between. An owner's first record says what it found: a log without any has lost some.
 */
export class ProgressRecords {
  readonly #tail: Tail | undefined;
  #newest: Progress;
  /** Sequence from which on a replay has sent all that was missing; undefined while it goes on. */
  #wholeFrom: number | undefined;
  /** Results since the newest record. */
  #since: number = limits.progressResults;
  #lastAt: number;

  /** @param tail what was found in the log; undefined before the first result. */
  constructor(now: number, tail: Tail | undefined) {
    this.#lastAt = now;
    this.#tail = tail;
    this.#newest = tail?.from ?? { ...NOTHING, at: 0 };
  }

  /**
   * All inputs up to one have been taken and their results sent.
   *
   * @param sent sequence of the newest record that was sent. @param stored of the newest that is known to be stored.
   */
  taken(input: number, sent: number, stored: number): void {
    if (this.#wholeFrom !== undefined || input < (this.#tail?.input ?? 0)) return;
    this.#wholeFrom = sent;
    if (stored >= sent) this.#reach(this.#tail ?? NOTHING, stored, limits.progressResults);
  }

  /** So many results up to this one are stored, and all before them, up to a sequence of the log. */
  stored(count: number, newest: ResultIdentity, at: number): void {
    if (this.#wholeFrom === undefined || at < this.#wholeFrom) return;
    const tail = this.#tail;
    this.#reach(tail !== undefined && isAfter(tail, newest) ? tail : newest, at, count);
  }

  /** What to record now; undefined when nothing is due. */
  due(now: number): Progress | undefined {
    if (this.#since === 0) return undefined;
    if (this.#since < limits.progressResults && now - this.#lastAt < limits.progressMilliseconds) return undefined;
    this.#since = 0;
    this.#lastAt = now;
    return this.#newest;
  }

  #reach({ input, index }: ResultIdentity, at: number, count: number): void {
    this.#newest = { input, index, at };
    this.#since += count;
  }
}
