import type { PartitionHead } from './partition-head.ts';
import type { PartitionState } from './partition-state.ts';
import { noQuality } from './quality.ts';

/** What a checkpoint of the state as it is now keeps beside the actors. */
export function headOf({
  sequence,
  watermark,
  expiry,
  quality,
  settings,
  analytics,
  redriven,
  triggers,
}: PartitionState): PartitionHead {
  const { value, greatest, logTime, lastRecord } = watermark;
  const versions = analytics.map(({ analytic }) => analytic.stateVersion);
  const counted = structuredClone(quality);
  return {
    sequence,
    watermark: value,
    greatest,
    logTime,
    lastRecord,
    ...(expiry.swept !== Number.NEGATIVE_INFINITY && { swept: expiry.swept }),
    quality: counted,
    settings,
    versions,
    redriven: redriven.encode(),
    ...(triggers && { triggers: triggers.head() }),
  };
}

/** Puts what a checkpoint kept beside the actors into a fresh state. */
export function restoreHead(state: PartitionState, head: PartitionHead): void {
  const { watermark } = state;
  watermark.value = head.watermark;
  watermark.greatest = head.greatest;
  watermark.logTime = head.logTime;
  watermark.lastRecord = head.lastRecord;
  if (head.swept !== undefined) state.expiry.swept = head.swept;
  state.keptHours.moveTo(head.greatest);
  // An older version counted less.
  state.quality = { ...noQuality(), ...structuredClone(head.quality) };
  state.sequence = head.sequence;
  state.redriven.restore(head.redriven);
  if (head.triggers !== undefined) state.triggers?.restore(head.triggers);
}
