import { setTimeout as delay, setImmediate as yieldToOthers } from 'node:timers/promises';
import type { HourlyRollup } from '../../connectors/archive.ts';
import type { SegmentName, SnapshotStore } from '../../connectors/snapshot-store.ts';
import { checksum } from '../base/codec.ts';
import { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { retryPause } from '../base/retry-pause.ts';
import type { SegmentReference } from './manifest.ts';
import type { WritePace } from './write-pace.ts';

/** After these a write is made again, the very same: it is stored once. */
const RETRIED = new Set(['store-unavailable', 'outcome-unknown', 'file-busy', 'broker-unavailable']);

/** Where a checkpoint is written to, and who is told. */
export interface WriteContext {
  readonly snapshots: SnapshotStore;
  /** Writes roll-ups as they are at the checkpoint. */
  readonly archive: (rollups: readonly HourlyRollup[]) => Promise<void>;
  readonly name: Omit<SegmentName, 'chunk'>;
  /** Stored already: what the checkpoint builds on. */
  readonly base: readonly SegmentReference[];
  /** How its writes are spread. */
  readonly pace: WritePace;
  /** Told of the milliseconds for which a store held the thread. */
  readonly held: (milliseconds: number) => void;
  /** Told of each failed try of a write that is made again, and with null when it has succeeded after all. */
  readonly late: (error: MillraceError | null) => void;
}

/** What of a checkpoint is stored at once: a segment, or some roll-ups. */
export type CheckpointPart = Uint8Array | readonly HourlyRollup[];

/**
 * A checkpoint on its way to the store, in the background of the events: its segments and roll-ups one after the other as they
 * come, then what has to follow them. A store that is away delays it and is tried until it is back.
 */
export class CheckpointWrite {
  readonly #context: WriteContext;
  readonly #stop = new AbortController();
  /** Aborts when rests are over: somebody waits for it, or it is given up. */
  readonly #hurry = new AbortController();
  readonly #began = performance.now();
  readonly #segments: SegmentReference[];
  #queue: CheckpointPart[] = [];
  #isWhole = false;
  /** When the first try of the write under way failed, of a clock that doesn't jump; undefined when none has. */
  #lateSince: number | undefined;
  #wake = Promise.withResolvers<void>();
  #written = Promise.withResolvers<void>();

  constructor(context: WriteContext) {
    this.#context = context;
    this.#segments = [...context.base];
  }

  /** Whether more may be encoded. */
  get hasRoom(): boolean {
    return this.#queue.length < limits.unstoredParts;
  }

  /** Milliseconds for which the write under way has been tried in vain. */
  get lateFor(): number {
    return this.#lateSince === undefined ? 0 : performance.now() - this.#lateSince;
  }

  /** Parts that are encoded. `isWhole`: they are the last ones. */
  add(parts: readonly CheckpointPart[], isWhole: boolean): void {
    this.#queue.push(...parts);
    this.#isWhole = isWhole;
    this.#wake.resolve();
  }

  /** Resolves when a part was stored, or the write has ended. */
  async progress(): Promise<void> {
    await this.#written.promise;
  }

  /** Stores the parts, then does the rest with the references of all segments. @throws what the store throws that no retry mends. */
  async run(rest: (segments: readonly SegmentReference[]) => Promise<void>): Promise<void> {
    try {
      for (;;) {
        const part = this.#queue[0];
        if (part !== undefined) await this.#store(part);
        else if (this.#isWhole) break;
        else await this.#more();
      }
      await rest(this.#segments);
    } finally {
      this.#written.resolve();
    }
  }

  /** Somebody waits for it: writes without rests. */
  hurry(): void {
    this.#context.pace.hurry();
    this.#hurry.abort();
  }

  /** Gives it up. */
  abandon(): void {
    this.#stop.abort();
    this.#hurry.abort();
    this.#wake.resolve();
  }

  /** Aborts when it is given up. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Makes a write until it succeeds. */
  async insist(write: () => Promise<void>): Promise<void> {
    for (let failures = 0; ; failures++) {
      this.#stop.signal.throwIfAborted();
      try {
        const began = performance.now();
        const answer = write();
        this.#context.held(performance.now() - began);
        await answer;
        if (failures > 0) this.#context.late(null);
        this.#lateSince = undefined;
        return;
      } catch (thrown) {
        if (!(thrown instanceof MillraceError) || !RETRIED.has(thrown.code)) throw thrown;
        if (this.#stop.signal.aborted) throw thrown;
        this.#lateSince ??= performance.now();
        this.#context.late(thrown);
        const pause = retryPause(failures);
        await delay(pause, undefined, { signal: this.#stop.signal });
      }
    }
  }

  async #store(part: CheckpointPart): Promise<void> {
    const began = performance.now();
    if (part instanceof Uint8Array) await this.#put(part);
    else await this.insist(async () => await this.#context.archive(part));
    this.#queue.shift();
    this.#written.resolve();
    this.#written = Promise.withResolvers();
    const now = performance.now();
    const rest = this.#context.pace.restAfter(now - began, now - this.#began);
    if (this.#queue.length > 0 && rest > 0) await this.#rest(rest);
    // An embedded store answers at once: the events have their turn before the next part.
    else await yieldToOthers();
  }

  async #rest(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.#hurry.signal }).catch(() => undefined);
  }

  async #put(bytes: Uint8Array): Promise<void> {
    const { snapshots, name } = this.#context;
    const chunk = this.#segments.length - this.#context.base.length;
    await this.insist(async () => await snapshots.putSegment({ ...name, chunk }, bytes));
    const { epoch, checkpoint } = name;
    this.#segments.push({ epoch, checkpoint, chunk, length: bytes.length, checksum: checksum(bytes) });
  }

  async #more(): Promise<void> {
    this.#stop.signal.throwIfAborted();
    await this.#wake.promise;
    this.#stop.signal.throwIfAborted();
    this.#wake = Promise.withResolvers();
  }
}
