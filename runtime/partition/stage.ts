import type { Modules } from '../../actors/catalog.ts';
import type { TenantSettings } from '../../actors/settings.ts';
import type { HourlyRollup } from '../../connectors/archive.ts';
import type { LogRecord } from '../../connectors/log.ts';
import type { MillraceError } from '../base/errors.ts';
import type { EncodedActor } from './actor-codec.ts';
import type { Outbox, OutboxResult } from './outbox.ts';
import type { PartitionHead } from './partition-head.ts';
import type { PartitionState } from './partition-state.ts';
import type { Quality } from './quality.ts';

/**
 * A deterministic state machine that reads one log, as its owner sees it: takes the log's records in order, puts results into
 * its outbox, and has a state that checkpoints keep. The same records from the same state give the same results in the same
 * order.
 */
export interface Stage {
  /** Takes the log's next record. @throws settings-damaged, module-not-loaded, actor-failed: the stage is of no use then. */
  take(record: LogRecord): void;

  /**
   * Called while one record is taken, after each part of the work that comes to its end: a line, a window, a timer. So who watches
   * can tell much work from work without end. Default: does nothing.
   */
  afterPart: () => void;

  /** Called at the first dead letter of each analytic, for people: the error says where it threw. Default: does nothing. */
  onThrown: (error: MillraceError) => void;

  /** Sequence up to which the log has been taken; 0 before the first record. */
  readonly sequence: number;

  /** Goes on after a sequence without having taken what is up to it (at most once). */
  skipTo(sequence: number): void;

  /** Nothing comes in the log from {@link sequence} up to this one: goes on after it, and changes nothing else. */
  passTo(sequence: number): void;

  /** Results since it was last cleared, in their order. */
  readonly outbox: Pick<Outbox, 'count' | 'bytes' | 'results'>;

  /** The key of the actor that a result in the outbox is about; empty when none. */
  keyOf(result: OutboxResult): string;

  /** The partition that a result in the outbox goes on to; undefined when it is a result for customers. */
  targetOf(result: OutboxResult): number | undefined;

  /** The outbox's results have been published or handed over. */
  clearOutbox(): void;

  /** Those in force. */
  readonly settings: TenantSettings;

  /** Modules for settings that are about to come. */
  useModules(modules: Modules): void;

  /** What it has counted since its log began. */
  readonly quality: Readonly<Quality>;

  /** Whether it needs ticks to go on. */
  readonly waitsForTime: boolean;

  /** Event time up to which input is taken to be complete; -Infinity when not known. */
  readonly watermark: number;

  /** Arrival of the newest record taken, never going back; -Infinity before the first. */
  readonly logTime: number;

  /** Actors held. */
  readonly actors: number;

  /** What its actors are in, for inspection; undefined where it is of a kind that has none. */
  readonly state: PartitionState | undefined;

  /**
   * Starts a checkpoint of the state as it is now: of all actors, or of those changed since the last one. `onActor` gets
   * each, `onRollup` each of their roll-ups that changed since the last checkpoint, some of them while later records are taken.
   */
  freeze(
    all: boolean,
    onActor: (actor: EncodedActor) => void,
    onRollup?: (rollup: HourlyRollup) => void,
  ): { head: PartitionHead; removed: readonly string[] };

  /** Goes on with a checkpoint for some actors; false when it has all. */
  advanceFreeze(actors?: number): boolean;

  /** Gives a checkpoint up. The next one must be of all actors. */
  abandonFreeze(): void;

  /** Restores what a checkpoint kept beside the actors. To be called first, on a fresh stage made with its settings. */
  restore(head: PartitionHead): void;

  /** Restores an actor; the newest form of it must come first. */
  restoreActor(actor: EncodedActor, head: PartitionHead): void;
}
