import type { Log, NewRecord } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';
import { explained } from './stranger.ts';

/** Where an owner's fence stands in its output log. */
export interface Fence {
  /** Last sequence before it. */
  readonly before: number;
  /** Its own last sequence: what the owner's first append expects. */
  readonly last: number;
}

/** Times that somebody else may get ahead of a fence. */
const TRIES = 5;

/**
 * Ends what any older owner may still append. An older owner sends without waiting for answers, so that what it still sends
 * expects not only the sequence it knows of, but up to a {@link Log.window} behind it: numbers that the new
 * owner's results would reach one after the other, and one of them would meet its match. The fence is as long as that window and
 * is stored whole, so the log jumps over all of them at once.
 *
 * The fences of a log are in the order of their epochs: whether the epoch is still the newest is asked behind the look at where the
 * log ends, so that whoever has a newer one raises its fence behind this one, or makes it fail.
 *
 * @param isNewest rejects when there is a newer owner.
 * @throws log-conflict when somebody else appended meanwhile, again and again; what `isNewest` throws.
 */
export async function raiseFence(
  output: Log,
  epoch: number,
  owner: string,
  isNewest: () => Promise<void> = async () => undefined,
): Promise<Fence> {
  for (let attempt = 1; ; attempt++) {
    const { last: before } = await output.bounds();
    await isNewest();
    try {
      return await raise(output, before, { epoch, owner });
    } catch (thrown) {
      const isConflict = thrown instanceof MillraceError && thrown.code === 'log-conflict';
      if (!isConflict || attempt === TRIES) throw await explained(thrown, output, before);
    }
  }
}

async function raise(output: Log, before: number, by: { epoch: number; owner: string }): Promise<Fence> {
  const gap: NewRecord = { kind: 'gap', payload: new Uint8Array(0) };
  const fence: NewRecord = { kind: 'fence', payload: Buffer.from(JSON.stringify(by)) };
  const records = [...Array.from({ length: Math.max(0, output.window - 1) }, () => gap), fence];
  return { before, last: await output.append(records, { expectedLast: before, whole: true }) };
}
