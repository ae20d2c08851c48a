import type { PartitionIndex } from '../../connectors/log.ts';
import type { ErrorCode } from '../base/error-codes.ts';
import type { MillraceError } from '../base/errors.ts';
import { type Difference, type DifferenceKind, Differences } from './differences.ts';
import type { SettingsSeen } from './recomputation.ts';

/** What an audit says of one partition. Plain data. */
export interface PartitionAudit {
  readonly tenant: string;
  readonly partition: PartitionIndex;
  /** `undecided`: it could not be judged, or not to its end; `error` says why. */
  readonly verdict: 'agrees' | 'differs' | 'undecided';
  /** What was compared; null when nothing was. */
  readonly compared: ComparedResults | null;
  readonly differences: Readonly<Record<DifferenceKind, number>>;
  /** The first ones. */
  readonly listed: readonly Difference[];
  readonly error: {
    readonly code: ErrorCode;
    readonly what: string;
    readonly where: string;
    readonly fix: string;
  } | null;
  /** What a person should know. */
  readonly notes: readonly string[];
}

/** The stretch of a partition's logs that was compared. */
export interface ComparedResults {
  /** The checkpoint that the recomputation began with; null: with the start of the log. */
  readonly checkpoint: { readonly number: number; readonly sequence: number } | null;
  /** First and last input whose results were compared. */
  readonly from: number;
  readonly to: number;
  /** Input records taken by the recomputation. */
  readonly inputs: number;
  /** Results that were found and compared. */
  readonly results: number;
  /** First input whose results are not published yet; null when all are. */
  readonly unpublished: number | null;
  /** The settings' hashes, as proofs name them. */
  readonly settings: readonly SettingsSeen[];
}

/** Which partition a report is of. */
type Reported = Pick<PartitionAudit, 'tenant' | 'partition' | 'notes'>;

/** @param failure what kept the comparison from being a whole one. */
export function comparedReport(
  of: Reported,
  compared: ComparedResults,
  { total, counts: differences, listed }: Differences,
  failure: MillraceError | undefined,
): PartitionAudit {
  const verdict = total > 0 ? 'differs' : failure === undefined ? 'agrees' : 'undecided';
  return { ...of, verdict, compared, differences, listed, error: failure?.toJSON() ?? null };
}

/** Nothing was ever sent. */
export function emptyReport(of: Reported): PartitionAudit {
  return { ...of, verdict: 'agrees', compared: null, differences: new Differences().counts, listed: [], error: null };
}

export function undecidedReport(of: Reported, thrown: MillraceError): PartitionAudit {
  return { ...emptyReport(of), verdict: 'undecided', error: thrown.toJSON() };
}
