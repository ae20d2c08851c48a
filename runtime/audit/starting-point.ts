import type { ErrorCode } from '../base/error-codes.ts';
import type { Manifest } from '../checkpoint/manifest.ts';

/** Where an audit is asked to begin: at the log's start, at the oldest checkpoint that is kept, or with the results of an input. */
export type AuditFrom = 'start' | 'checkpoint' | number;

/** What is seen of a partition. */
export interface StartFacts {
  readonly inputFirst: number;
  /** Checkpoints of these very logs whose input is still there, newest first. */
  readonly manifests: readonly Manifest[];
  /** What the code of now is told by: a checkpoint under another one was taken by other code. */
  readonly codeHashes: ReadonlySet<string>;
}

/** Where to begin; a list of ways, the best first. */
export interface StartingPoint {
  /** Undefined: the start of the log. */
  readonly ways: readonly (Manifest | undefined)[];
  /** First input whose results are compared. */
  readonly from: number;
}

/** Why there is nowhere to begin. */
export interface NoStart {
  readonly code: ErrorCode;
  readonly what: string;
  readonly fix: string;
}

/** Decides what a recomputation begins with. `asked` undefined: as early as can be. */
export function startingPoint(asked: AuditFrom | undefined, facts: StartFacts): StartingPoint | NoStart {
  const { inputFirst, manifests } = facts;
  const sameCode = takenByThisCode(facts);
  const isWhole = inputFirst <= 1;
  const isOneCode = sameCode.length === manifests.length;
  const newest = manifests[0];
  if (newest !== undefined && sameCode.length === 0) return otherCode(newest);
  const oldestFirst = sameCode.toReversed();
  const after = (manifest: Manifest | undefined): number => (manifest?.head.sequence ?? 0) + 1;
  if (asked === 'checkpoint') {
    return oldestFirst.length > 0 ? { ways: oldestFirst, from: after(oldestFirst[0]) } : noCheckpoint();
  }
  if (typeof asked === 'number') {
    const ways: (Manifest | undefined)[] = sameCode.filter((manifest) => after(manifest) <= asked);
    if (isWhole && isOneCode) ways.push(undefined);
    if (ways.length > 0) return { ways, from: asked };
    return isWhole && newest !== undefined ? otherCode(newest) : headGone(inputFirst, oldestFirst[0]);
  }
  if (isWhole && isOneCode) return { ways: [undefined], from: 1 };
  if (isWhole) return otherCode(manifests.at(-1) as Manifest, after(oldestFirst[0]));
  if (asked === 'start' || oldestFirst.length === 0) return headGone(inputFirst, oldestFirst[0]);
  return { ways: oldestFirst, from: after(oldestFirst[0]) };
}

/** The newest checkpoints, as far back as they were taken by the code of now. */
function takenByThisCode({ manifests, codeHashes }: StartFacts): readonly Manifest[] {
  const other = manifests.findIndex(({ codeHash }) => !codeHashes.has(codeHash));
  return other === -1 ? manifests : manifests.slice(0, other);
}

function otherCode({ checkpoint, head }: Manifest, from?: number): NoStart {
  return {
    code: 'code-changed',
    what: `checkpoint ${checkpoint} (input ${head.sequence}) was taken by other code, whose results are not known here`,
    fix: from === undefined ? 'audit with the code that runs' : `audit what came after it with --from ${from}`,
  };
}

function headGone(inputFirst: number, oldest: Manifest | undefined): NoStart {
  return {
    code: 'input-expired',
    what: `the input log begins at ${inputFirst}, so that its results cannot be recomputed from the start`,
    fix:
      oldest === undefined
        ? "audit within the log's retention, once a checkpoint has been taken; give the log a longer one"
        : `audit with --from checkpoint, which is from input ${oldest.head.sequence + 1} on`,
  };
}

function noCheckpoint(): NoStart {
  return {
    code: 'checkpoint-unusable',
    what: 'no checkpoint is kept that an audit could begin with',
    fix: 'audit with --from start, or wait for a checkpoint',
  };
}
