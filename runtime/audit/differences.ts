import type { LogRecord, ResultIdentity } from '../../connectors/log.ts';
import { limits } from '../base/limits.ts';

/**
 * How an output log may differ from what its input log gives:
 *
 * - `missing`: a result is not there, though later ones are, or its owner has vouched for it.
 * - `doubled`: a result is there again.
 * - `different`: it has other bytes, or another output, key or partition to go on to.
 * - `out-of-order`: it stands behind a later one.
 * - `foreign`: it has an identity that no input gives, or none.
 */
export const differenceKinds = ['missing', 'doubled', 'different', 'out-of-order', 'foreign'] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** A result as a recomputation gives it. */
export interface ExpectedResult extends ResultIdentity {
  readonly output: string;
  /** Empty when it is about no key. */
  readonly key: string;
  /** The partition that it goes on to; undefined when it is for customers. */
  readonly target: number | undefined;
  readonly payload: Uint8Array;
}

/** One difference, for people to look at. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Null for a record without identity. */
  readonly identity: ResultIdentity | null;
  readonly output: string;
  readonly key: string;
  /** Where it stands in the output log; null for a missing one. */
  readonly sequence: number | null;
  /** What the recomputation gives, and what is there, as text that may be cut; null where there is none. */
  readonly expected: string | null;
  readonly found: string | null;
}

/** Differences of one partition: all are counted, the first ones are listed. */
export class Differences {
  readonly counts: Record<DifferenceKind, number> = {
    missing: 0,
    doubled: 0,
    different: 0,
    'out-of-order': 0,
    foreign: 0,
  };
  readonly listed: Difference[] = [];

  get total(): number {
    return differenceKinds.reduce((sum, kind) => sum + this.counts[kind], 0);
  }

  /** At least one of `expected` and `found` is given. */
  add(kind: DifferenceKind, expected: ExpectedResult | undefined, found?: LogRecord): void {
    this.counts[kind]++;
    if (this.listed.length >= limits.auditedDifferences) return;
    const { input, index } = expected ?? found?.identity ?? {};
    this.listed.push({
      kind,
      identity: input === undefined || index === undefined ? null : { input, index },
      output: found?.kind ?? expected?.output ?? '',
      key: found?.key ?? expected?.key ?? '',
      sequence: found?.sequence ?? null,
      expected: expected === undefined ? null : textOf(expected.payload),
      found: found === undefined ? null : textOf(found.payload),
    });
  }
}

function textOf(payload: Uint8Array): string {
  return Buffer.from(payload.subarray(0, limits.auditedText)).toString('utf8');
}
