import type { ResultIdentity } from '../../connectors/log.ts';
import type { ErrorCode } from '../base/error-codes.ts';
import type { Manifest } from './manifest.ts';

/** What is seen of the outside world when a partition is taken over. */
export interface Facts {
  readonly inputLog: string;
  readonly outputLog: string;
  readonly inputFirst: number;
  readonly inputLast: number;
  readonly outputLast: number;
  /** Identity of the newest result in the output log. */
  readonly tail: ResultIdentity | undefined;
  /** Fingerprint of the newest record that the manifest knows; undefined when the log no longer holds it. */
  readonly fingerprint: number | undefined;
  readonly codeHash: string;
  /** Whether results may differ since the checkpoint, because the code has changed. */
  readonly acceptCodeChange: boolean;
}

/** Why a checkpoint must not be gone on from. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly what: string;
  readonly fix: string;
}

const RESTORE = 'restore the log from a copy, or remove the data of this partition to start anew';

/** Judges whether a partition may go on from a checkpoint; undefined when it may. */
export function refusalOf(manifest: Manifest, facts: Facts): Refusal | undefined {
  const { sequence } = manifest.head;
  if (facts.inputLog !== manifest.inputLog) return recreated('input');
  if (facts.outputLog !== manifest.outputLog) return recreated('output');
  if (facts.outputLast < manifest.outputLast) {
    const what = `the output log ends at ${facts.outputLast}, results up to ${manifest.outputLast} had been stored`;
    return { code: 'output-lost', what, fix: RESTORE };
  }
  const lost = lostInput(sequence, facts);
  if (lost !== undefined) return lost;
  if (facts.inputFirst > sequence + 1) {
    const what = `the input log begins at ${facts.inputFirst}, the next input is ${sequence + 1}`;
    return {
      code: 'input-expired',
      what,
      fix: 'restore the log from a copy, or give it a longer retention and start anew',
    };
  }
  if (facts.fingerprint !== undefined && facts.fingerprint !== manifest.fingerprint) {
    return {
      code: 'input-rewritten',
      what: `input ${manifest.lastRecord} is not the record that was taken`,
      fix: RESTORE,
    };
  }
  if (manifest.codeHash !== facts.codeHash && (facts.tail?.input ?? 0) > sequence && !facts.acceptCodeChange) {
    const what = `results after input ${sequence} were computed by other code`;
    const fix =
      'start the old code once and stop it with Ctrl-C, or accept that they may differ with --accept-code-change';
    return { code: 'code-changed', what, fix };
  }
  return undefined;
}

/**
 * Whether a checkpoint is no way out when a newer one was refused for its input: results behind it are stored that came of other
 * records under the same numbers. What is computed anew would be taken for them and left out.
 */
export function isBehindOtherInput(
  { head }: Manifest,
  refused: ReadonlySet<ErrorCode>,
  { tail }: Pick<Facts, 'tail'>,
): boolean {
  return (refused.has('input-lost') || refused.has('input-rewritten')) && (tail?.input ?? 0) > head.sequence;
}

/** Judges a start without any checkpoint; undefined when it may go on. */
export function freshRefusalOf(facts: Facts): Refusal | undefined {
  const lost = lostInput(0, facts);
  if (lost !== undefined) return lost;
  if (facts.inputFirst <= 1) return undefined;
  const what = `there is no checkpoint and the input log begins at ${facts.inputFirst}`;
  return {
    code: 'input-expired',
    what,
    fix: 'restore the checkpoints or the log from a copy, or remove the data of this partition',
  };
}

/** Input that a checkpoint was made of, or results that are stored, has to be there: its numbers would be given again. */
function lostInput(sequence: number, { inputLast, tail }: Facts): Refusal | undefined {
  const taken = Math.max(sequence, tail?.input ?? 0);
  if (inputLast >= taken) return undefined;
  const what = `the input log ends at ${inputLast}, input up to ${taken} had been taken`;
  return { code: 'input-lost', what, fix: RESTORE };
}

function recreated(direction: string): Refusal {
  return { code: 'log-recreated', what: `the ${direction} log is not the one of the checkpoint`, fix: RESTORE };
}
