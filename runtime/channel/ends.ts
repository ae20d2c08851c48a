import type { Position } from './cursor.ts';
import type { Line, LineWithId } from './line.ts';
import type { Result } from './result.ts';

/** What became of lines that were all stored. */
export interface Sent {
  /** How many were stored before, by their ids: they were left out. */
  readonly known: number;
}

/** A tenant's sending end. */
export interface TenantProducer extends AsyncDisposable {
  /**
   * Resolves once all lines are stored in the input log; lines of a key in this order. It holds nothing back: `await` each call, with
   * up to some thousand lines. When it fails, some may be stored, and lines with ids can simply be sent again: within the
   * configuration's `log.duplicateWindow` (2 minutes), whoever sends them, those that are stored are left out.
   *
   * @throws outcome-unknown (a `SendFailure`, which says what became of which line), id-invalid.
   */
  send(lines: readonly (Line | LineWithId)[]): Promise<Sent>;
  /** Closing twice is no error. */
  close(): Promise<void>;
}

/** A tenant's receiving end: the results of all its partitions. It only reads. */
export interface TenantConsumer extends AsyncDisposable {
  /**
   * Results as they come, some at a time, those of a partition in its order; from the oldest stored on, or behind where reading
   * was or `after`. Ends when `signal` aborts. Each result is there once: whoever keeps the `partition` and `sequence` of the last
   * one with what was done about it, and begins there again, does everything once.
   *
   * @throws log-unusable, broker-unavailable, partitions-changed.
   */
  follow(signal: AbortSignal): AsyncGenerator<readonly Result[]>;
  /** The newest results stored, at most `count`; {@link follow} goes on behind them. `newest(0)` skips what is stored. */
  newest(count: number): Promise<readonly Result[]>;
  close(): Promise<void>;
}

/** What a consumer reads. */
export interface ConsumerOptions {
  /** Outputs such as `window` or `error`. Default: all. */
  readonly outputs?: readonly string[];
  /** The last sequence taken of each partition; 0 for those that are not named. */
  readonly after?: Position;
}
