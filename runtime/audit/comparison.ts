import type { LogRecord, ResultIdentity } from '../../connectors/log.ts';
import { AwaitedResults } from './awaited-results.ts';
import { Differences, type ExpectedResult } from './differences.ts';
import { compareIdentities } from './identity-order.ts';
import { ResultCounts } from './result-counts.ts';

/** Which results are compared. */
export interface ComparedRange {
  /** The first one; those before it are left alone as long as they stand before all others. */
  readonly from: ResultIdentity;
  /** Newest input whose results are compared. */
  readonly to: number;
}

/**
 * Compares the results that a recomputation gives, in their order, with the records of an output log, in theirs. Knows no log and
 * waits for nothing. Its memory is bounded: a result that stands so far from its place that it was given up counts as missing
 * there and, where it stands, as doubled; {@link isExact} is false then.
 *
 * Duties: before a record is given to {@link find}, all results of inputs up to the record's (or up to the range's end) have
 * been given to {@link expect}.
 */
export class Comparison {
  readonly differences = new Differences();
  /** Newest input there is. */
  inputLast: number;
  #isExact = true;
  #compared = 0;
  #greatest: ResultIdentity | undefined;
  readonly #range: ComparedRange;
  readonly #awaited: AwaitedResults;
  readonly #counts: ResultCounts;

  constructor(range: ComparedRange, awaited = new AwaitedResults(), counts = new ResultCounts()) {
    this.#range = range;
    this.#awaited = awaited;
    this.#counts = counts;
    this.inputLast = range.to;
  }

  /** Results found where they belong or elsewhere. */
  get compared(): number {
    return this.#compared;
  }

  get isExact(): boolean {
    return this.#isExact;
  }

  /** The first result that no record was found for yet, if no later one was found either. */
  get awaited(): ResultIdentity | undefined {
    return this.#awaited.first;
  }

  /** The recomputation gives a result. Its bytes are kept. */
  expect(result: ExpectedResult): void {
    if (compareIdentities(result, this.#range.from) < 0) return;
    this.#counts.add(result.input);
    this.#awaited.push(result);
  }

  /** The output log holds a record that is none of the runtime's own. */
  find(record: LogRecord): void {
    const { identity } = record;
    if (identity === undefined || !isIdentity(identity) || identity.input > this.inputLast) {
      this.differences.add('foreign', undefined, record);
      return;
    }
    const isBehind = this.#greatest !== undefined && compareIdentities(identity, this.#greatest) < 0;
    if (compareIdentities(identity, this.#range.from) < 0) {
      if (this.#greatest !== undefined) this.differences.add('out-of-order', undefined, record);
      return;
    }
    if (identity.input <= this.#range.to) this.#findInRange(identity, record, isBehind);
    else if (!isBehind) this.#greatest = identity;
  }

  /**
   * The output log has no more for now. What is expected up to `sent`, the newest result that is known to have been sent, is
   * missing, and so is what later ones have passed.
   */
  miss(sent: ResultIdentity): void {
    this.#giveUp(true);
    for (let { first } = this.#awaited; first !== undefined; { first } = this.#awaited) {
      if (compareIdentities(first, sent) > 0) return;
      this.#awaited.take(first);
      this.differences.add('missing', first);
    }
  }

  #findInRange(identity: ResultIdentity, record: LogRecord, isBehind: boolean): void {
    const expected = this.#awaited.take(identity) ?? this.#awaited.takePassed(identity);
    if (expected === undefined) {
      // What is too long ago to tell was most likely sent before.
      const wasGiven = this.#counts.has(identity);
      this.differences.add(wasGiven === false ? 'foreign' : 'doubled', undefined, record);
      if (wasGiven === undefined) this.#isExact = false;
      return;
    }
    this.#compared++;
    if (isBehind) this.differences.add('out-of-order', expected, record);
    else this.#greatest = identity;
    if (!isSame(expected, record)) this.differences.add('different', expected, record);
    this.#giveUp(false);
  }

  #giveUp(all: boolean): void {
    for (let given = this.#awaited.giveUp(all); given !== undefined; given = this.#awaited.giveUp(all)) {
      this.differences.add('missing', given);
      if (!all) this.#isExact = false;
    }
  }
}

function isIdentity({ input, index }: ResultIdentity): boolean {
  return Number.isSafeInteger(input) && Number.isSafeInteger(index) && input > 0 && index >= 0;
}

function isSame(expected: ExpectedResult, found: LogRecord): boolean {
  return (
    expected.output === found.kind &&
    expected.key === found.key &&
    expected.target === found.target &&
    Buffer.compare(expected.payload, found.payload) === 0
  );
}
