import type { ManifestRow } from '../../../runtime/checkpoint/manifest.ts';

/**
 * I7: input is acknowledged no further than the last but one of the committed checkpoints goes, so that a manifest that is lost
 * still finds its input.
 *
 * @param sequence what an owner acknowledges.
 * @param row what is stored at that moment.
 */
export function ackFloor(sequence: number, row: ManifestRow | undefined): string[] {
  const most = row?.manifests[1]?.head.sequence ?? 0;
  if (sequence <= most) return [];
  return [`I7: input up to ${sequence} is acknowledged, and the last but one checkpoint is at ${most}`];
}
