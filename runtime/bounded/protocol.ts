import type { TenantSettings } from '../../actors/settings.ts';
import type { Quality } from '../partition/quality.ts';
import type { PlainError } from '../threads/protocol.ts';
import type { MergedResult } from './bounded-merge.ts';

/** All that a thread of a bounded run has to know. Plain data. */
export interface BoundedSpec {
  readonly settings: TenantSettings;
  /** What the paths in settings are relative to. */
  readonly folder: string;
  /** Partitions in all; this thread has those whose index modulo `threads` is `thread`. */
  readonly partitions: number;
  readonly threads: number;
  readonly thread: number;
  /** The chunks on their way stand in these, the same for all threads. */
  readonly buffers: readonly SharedArrayBuffer[];
}

/** From the main thread to a thread of a bounded run; each is answered once, in order. */
export type ToBounded =
  /**
   * The next bytes of the input: so many of a buffer. Lines may go on from one chunk to the next. `spare` gives back memory of
   * results that have been written, so that none is asked for in the long run.
   */
  | {
      readonly type: 'chunk';
      readonly buffer: number;
      readonly length: number;
      readonly spare: readonly ArrayBuffer[];
    }
  | { readonly type: 'end' };

/** What the partitions of a thread gave, by index. */
export interface BoundedResults {
  /** As NDJSON. */
  readonly lines: readonly Uint8Array[];
  /** Those that are merged with others'; undefined where nothing is. */
  readonly merged?: readonly (readonly MergedResult[])[];
}

/** From a thread of a bounded run. */
export type FromBounded =
  | ({ readonly type: 'results' } & BoundedResults)
  | ({ readonly type: 'end'; readonly quality: Quality; readonly keys: number } & BoundedResults)
  /** An analytic threw, and its events are dead letters: told at the first one of each analytic and partition. */
  | { readonly type: 'thrown'; readonly error: PlainError }
  | { readonly type: 'failure'; readonly error: PlainError };
