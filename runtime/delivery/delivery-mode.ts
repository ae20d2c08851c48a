import type { Tail } from '../../connectors/log.ts';

/** What a tenant is promised for each result: once; once or more after a crash; once or, after a crash, never. */
export type DeliveryMode = 'exactly-once' | 'at-least-once' | 'at-most-once';

/** Which results of a replay count as published already. */
export function suppressedUpTo(mode: DeliveryMode, tail: Tail | undefined): Tail | undefined {
  return mode === 'at-least-once' ? undefined : tail;
}

/** Whether input is acknowledged before it is processed, rather than behind the checkpoints. */
export function acksFirst(mode: DeliveryMode): boolean {
  return mode === 'at-most-once';
}

/** The newest input that is not taken (again) after a crash: what the checkpoint has or, at most once, what was acknowledged. */
export function resumesAfter(mode: DeliveryMode, checkpoint: number, acked: number): number {
  return mode === 'at-most-once' ? Math.max(checkpoint, acked) : checkpoint;
}
