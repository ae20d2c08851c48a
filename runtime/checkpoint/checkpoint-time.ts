/** What an owner's checkpoints took, each from its freeze until its manifest was committed. */
export interface CheckpointTime {
  /** How many were committed since the partition was taken over. */
  readonly count: number;
  /** Milliseconds they took, one after the other. */
  readonly total: number;
  /** Milliseconds the newest took; 0 before the first. */
  readonly newest: number;
}

export const noCheckpointTime: CheckpointTime = { count: 0, total: 0, newest: 0 };

/** With one more that took so many milliseconds. */
export function withCheckpoint({ count, total }: CheckpointTime, milliseconds: number): CheckpointTime {
  return { count: count + 1, total: total + milliseconds, newest: milliseconds };
}
