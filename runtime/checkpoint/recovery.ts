import type { Log } from '../../connectors/log.ts';
import type { ErrorCode } from '../base/error-codes.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import type { Stage } from '../partition/stage.ts';
import { fingerprintOf } from './fingerprint.ts';
import { type Facts, freshRefusalOf, isBehindOtherInput, type Refusal, refusalOf } from './gates.ts';
import { damaged, type LoadContext, load } from './load.ts';
import type { Manifest } from './manifest.ts';

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
      if (manifest === undefined)
        throw damaged(context.partition, 'manifest-damaged', 'a manifest does not match its checksum');
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

/** What the log holds now where a checkpoint was taken; undefined when that is gone. */
export async function fingerprintAt(input: Log, { lastRecord }: Manifest): Promise<number | undefined> {
  const record = lastRecord === 0 ? undefined : await input.at(lastRecord);
  return record === undefined ? undefined : fingerprintOf(record);
}

function stop(context: RecoveryContext, { code, what, fix }: Refusal): MillraceError {
  return new MillraceError(code, { what, where: `partition ${context.partition}`, fix });
}
