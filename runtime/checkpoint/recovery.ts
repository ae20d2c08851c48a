import type { Log } from '../../connectors/log.ts';
import type { PartitionName, SnapshotStore } from '../../connectors/snapshot-store.ts';
import type { ErrorCode } from '../base/error-codes.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import type { Stage } from '../partition/stage.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type Facts, freshRefusalOf, isBehindOtherInput, type Refusal, refusalOf } from './gates.ts';
import type { Manifest } from './manifest.ts';
import { framesOf, isWhole } from './segments.ts';

/** Where a checkpoint is, and what to load it into. */
export interface LoadContext<S extends Stage> {
  readonly partition: PartitionName;
  readonly snapshots: SnapshotStore;
  /** A fresh one with a checkpoint's settings, or with today's where there is none. */
  readonly makePartition: (manifest: Manifest | undefined) => Promise<S>;
}

/** What recovery needs to know and to do. */
export interface RecoveryContext extends LoadContext<Stage> {
  readonly input: Log;
  /** Everything but the fingerprint, which differs by checkpoint. */
  readonly facts: Omit<Facts, 'fingerprint'>;
  /** Told of each checkpoint that cannot be used. */
  readonly warn: (message: string) => void;
}

/** Where a partition goes on from. */
export interface Recovered {
  readonly partition: Stage;
  /** Undefined: from the beginning. */
  readonly manifest: Manifest | undefined;
}

/**
 * Restores a partition from the newest checkpoint that passes every gate and can be read whole.
 *
 * @throws the first gate's error, or checkpoint-unusable, when no kept checkpoint will do.
 */
export async function recover(
  context: RecoveryContext,
  manifests: readonly (Manifest | undefined)[],
): Promise<Recovered> {
  let refused: MillraceError | undefined;
  const codes = new Set<ErrorCode>();
  for (const manifest of manifests) {
    if (manifest !== undefined && isBehindOtherInput(manifest, codes, context.facts)) break;
    try {
      if (manifest === undefined) throw damaged(context, 'manifest-damaged', 'a manifest does not match its checksum');
      const refusal = refusalOf(manifest, {
        ...context.facts,
        fingerprint: await fingerprintAt(context.input, manifest),
      });
      if (refusal !== undefined) throw stop(context, refusal);
      return { partition: await load(context, manifest), manifest };
    } catch (thrown) {
      if (!(thrown instanceof MillraceError)) throw thrown;
      refused ??= thrown;
      codes.add(thrown.code);
      context.warn(`checkpoint ${manifest?.checkpoint ?? '?'} is not used: ${messageOf(thrown)}`);
    }
  }
  if (refused !== undefined) throw refused;
  const refusal = freshRefusalOf({ ...context.facts, fingerprint: undefined });
  if (refusal !== undefined) throw stop(context, refusal);
  return { partition: await context.makePartition(undefined), manifest: undefined };
}

/** A partition with a checkpoint's state. @throws segment-damaged. */
export async function load<S extends Stage>(context: LoadContext<S>, manifest: Manifest): Promise<S> {
  const partition = await context.makePartition(manifest);
  partition.restore(manifest.head);
  const gone = new Set<string>();
  for (const reference of manifest.segments.toReversed()) {
    const { epoch, checkpoint, chunk } = reference;
    const bytes = await context.snapshots.getSegment({ partition: context.partition, epoch, checkpoint, chunk });
    if (!isWhole(bytes, reference)) {
      throw damaged(context, 'segment-damaged', `segment ${epoch}/${checkpoint}/${chunk} is missing or damaged`);
    }
    const frames = [...framesOf(bytes)];
    for (const { actors } of frames) {
      for (const actor of actors) if (!gone.has(actor[0])) partition.restoreActor(actor, manifest.head);
    }
    for (const { removed } of frames) for (const key of removed) gone.add(key);
  }
  return partition;
}

/** What the log holds now where a checkpoint was taken; undefined when that is gone. */
export async function fingerprintAt(input: Log, { lastRecord }: Manifest): Promise<number | undefined> {
  const record = lastRecord === 0 ? undefined : await input.at(lastRecord);
  return record === undefined ? undefined : fingerprintOf(record);
}

function stop(context: RecoveryContext, { code, what, fix }: Refusal): MillraceError {
  return new MillraceError(code, { what, where: `partition ${context.partition}`, fix });
}

function damaged(
  context: Pick<RecoveryContext, 'partition'>,
  code: 'segment-damaged' | 'manifest-damaged',
  what: string,
) {
  return new MillraceError(code, {
    what,
    where: `partition ${context.partition}`,
    fix: "the checkpoint before it is tried; if none is left, restore the store or remove the partition's data",
  });
}
