import { limits } from '../../../runtime/base/limits.ts';

/**
 * Bounds so small that a short log meets all of them: several appends in one slice of events, progress records, checkpoints of
 * several segments, short fences. For the test file that imports this.
 */
export const small = { publishedRecords: 5, progressResults: 30, unacknowledgedRecords: 40, segmentBytes: 1 } as const;

Object.assign(limits, small);
