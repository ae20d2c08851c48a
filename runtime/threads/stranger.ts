import type { Log } from '../../connectors/log.ts';
import { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';

/** What owners append to an output log beside results, which have an identity. */
const OWNERS = new Set(['fence', 'gap', 'progress']);

/**
 * Says who appended where an owner's record was due. A newer owner is no news; somebody else is named, for as long as they
 * go on nobody gets far.
 *
 * @param after the last record that was the owner's for certain.
 * @returns the conflict in better words, or as it was.
 */
export async function explained(conflict: unknown, output: Log, after: number): Promise<unknown> {
  if (!(conflict instanceof MillraceError) || conflict.code !== 'log-conflict') return conflict;
  const records = await output.read(after + 1, limits.sliceRecords).catch(() => []);
  const stranger = records.find(({ kind, identity }) => identity === undefined && !OWNERS.has(kind));
  if (stranger === undefined) return conflict;
  return new MillraceError('log-conflict', {
    what: `record ${stranger.sequence}, '${stranger.kind}', is not by the runtime: somebody else publishes there`,
    where: conflict.where,
    fix: 'find out who, and let only the runtime publish to it (`millrace config nats` prints the permissions); results go on between',
    cause: conflict,
  });
}
