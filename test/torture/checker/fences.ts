import type { StoredRecord } from './logs.ts';

/** I4 and I6 as the log itself shows them: each fence is of a greater epoch than the one before. Returns what breaks that. */
export function fencesOutOfOrder(output: readonly StoredRecord[]): readonly string[] {
  const broken: string[] = [];
  let newest = 0;
  for (const { kind, payload, sequence } of output) {
    if (kind !== 'fence') continue;
    const { epoch } = JSON.parse(Buffer.from(payload).toString()) as { epoch: number };
    if (epoch <= newest) broken.push(`the fence at ${sequence} is of epoch ${epoch} behind ${newest}`);
    newest = Math.max(newest, epoch);
  }
  return broken;
}
