import type { TenantSettings } from '../../actors/settings.ts';
import type { Log, LogName, LogStore } from '../../connectors/log.ts';
import type { Connectors } from '../../connectors/registry.ts';
import type { SnapshotStore } from '../../connectors/snapshot-store.ts';
import { MillraceError } from '../base/errors.ts';
import type { Manifest } from '../checkpoint/manifest.ts';
import { compareLogs } from './compare-logs.ts';
import { beginWith, type KeptCheckpoints, usableManifests } from './kept-checkpoints.ts';
import type { Place } from './place.ts';
import { OtherBeginning } from './recomputation.ts';
import { inputGone, notExactlyOnce, whereOf } from './refusals.ts';
import { comparedReport, emptyReport, type PartitionAudit, undecidedReport } from './report.ts';
import { type AuditFrom, startingPoint } from './starting-point.ts';
import { StoredResults } from './stored-results.ts';

/** What to audit. */
export interface AuditRequest {
  readonly place: Place;
  /** What the configuration asks for now. */
  readonly settings: TenantSettings;
  readonly delivery: 'exactly-once' | 'at-least-once' | 'at-most-once';
  /** Undefined: as early as can be. */
  readonly from: AuditFrom | undefined;
}

/**
 * Recomputes the results of a partition, or of an ingest stage, and compares them with its output log. Reads alone, beside a live
 * owner or without one. What cannot be judged is a report, too.
 */
export async function auditPartition(request: AuditRequest, connectors: Connectors): Promise<PartitionAudit> {
  const { tenant, index: partition } = request.place;
  const notes: string[] = [];
  const of = { tenant, partition, notes };
  try {
    if (request.delivery !== 'exactly-once') throw notExactlyOnce(request.place, request.delivery);
    return (
      (await audited(request, connectors, of)) ??
      emptyReport({ ...of, notes: [...notes, 'nothing was ever sent to it'] })
    );
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    return undecidedReport(of, thrown);
  }
}

/** Which partition is spoken of. */
interface Spoken {
  readonly tenant: string;
  readonly partition: Place['index'];
  readonly notes: string[];
}

/** Undefined when there is no input log and never was one. */
async function audited(
  request: AuditRequest,
  { logs, snapshots }: Connectors,
  of: Spoken,
): Promise<PartitionAudit | undefined> {
  const { place } = request;
  const input = await opened(logs, { ...logName(place), direction: 'input' });
  const output = await opened(logs, { ...logName(place), direction: 'output' });
  try {
    const kept = await usableManifests(snapshots, place, input, of.notes);
    if (input !== undefined) return await comparison(request, { input, output, kept, snapshots }, of);
    if (kept.failure !== undefined) throw kept.failure;
    if (kept.all.length === 0) return undefined;
    throw inputGone(place);
  } finally {
    await input?.close();
    await output?.close();
  }
}

async function comparison(
  { place, settings, from }: AuditRequest,
  found: { input: Log; output: Log | undefined; kept: KeptCheckpoints; snapshots: SnapshotStore },
  of: Spoken,
): Promise<PartitionAudit> {
  const { input, output, kept, snapshots } = found;
  const { first, last } = await input.bounds();
  const codeHashes = kept.codeHashes(settings);
  const start = startingPoint(from, { inputFirst: first, manifests: kept.usable, codeHashes });
  if ('code' in start) throw new MillraceError(start.code, { ...start, where: whereOf(place) });
  // Of the settings at the log's start nothing is kept, but the first change of them says what they were.
  let guess = kept.usable.at(-1)?.head.settings ?? settings;
  for (let isGuess = true; ; isGuess = false) {
    const { stage, manifest } = await beginWith(start.ways, { place, snapshots, settings: guess }, of.notes);
    try {
      const outcome = await compareLogs({
        input,
        output: new StoredResults(output),
        stage,
        folder: place.folder,
        isGuess: isGuess && manifest === undefined,
        from: Math.max(start.from, stage.sequence + 1),
        to: last,
        committed: newestSequence(kept.usable),
      });
      of.notes.push(...outcome.notes);
      const compared = { ...outcome.compared, checkpoint: checkpointOf(manifest) };
      // Without the checkpoints nobody vouches for the newest results, nor for the code.
      return comparedReport(of, compared, outcome.differences, kept.failure);
    } catch (thrown) {
      if (!(thrown instanceof OtherBeginning)) throw thrown;
      guess = thrown.settings;
    }
  }
}

function logName({ tenant, index, count }: Place): Omit<LogName, 'direction'> {
  return { tenant, partition: index, count };
}

/** Undefined when it isn't there. */
async function opened(logs: LogStore, name: LogName): Promise<Log | undefined> {
  try {
    return await logs.open(name);
  } catch (thrown) {
    if (thrown instanceof MillraceError && thrown.code === 'log-not-found') return undefined;
    throw thrown;
  }
}

/** Results of inputs up to it are known to have been sent. */
function newestSequence(manifests: readonly Manifest[]): number {
  return Math.max(0, ...manifests.map(({ head }) => head.sequence));
}

function checkpointOf(manifest: Manifest | undefined): { number: number; sequence: number } | null {
  return manifest === undefined ? null : { number: manifest.checkpoint, sequence: manifest.head.sequence };
}
