import type { JsonShape } from '../runtime/base/json-shape.ts';
import type { KeyToken } from './key.ts';

/** `event`: event time, which the watermark drives. `log`: arrival time, which every record of the log drives. */
export type TimerClock = 'event' | 'log';

/** What a timer is told by. A key's analytic has at most one timer of a clock and name; setting it again moves it. */
export interface TimerOptions {
  /** Default `event`. */
  readonly clock?: TimerClock;
  /** Default ''. */
  readonly name?: string;
}

/** A timer that fires. */
export interface Timer {
  readonly clock: TimerClock;
  readonly name: string;
  /** The time it was set for; log time may be later. */
  readonly time: number;
}

/**
 * One actor's turn: all that an analytic sees beside its state and the event. All of it comes from the log, so that a
 * replay sees the same. What a turn emits and the timers it sets count only when it returns; a turn that throws leaves
 * everything as it was.
 */
export interface Turn {
  /** The actor's key, `<station>-<sensor>-<alarm>`. */
  readonly key: string;
  readonly station: KeyToken;
  readonly sensor: KeyToken;
  readonly alarm: KeyToken;
  /** The event time up to which the partition's input is taken to be complete, in milliseconds since 1970-01-01Z. */
  readonly watermark: number;
  /** Arrival time of the record being processed, in milliseconds since 1970-01-01Z. Never goes back. */
  readonly logTime: number;
  /** The partition whose log is read; `merge` for the log of all partitions' results. In a bounded run, where the file is the one log, 0. */
  readonly partition: number | 'merge';
  /** Sequence of the input record being processed. */
  readonly input: number;
  /** The first 16 hexadecimal digits of the SHA-256 of the settings in force, as JSON with sorted keys. */
  readonly settingsHash: string;

  /**
   * Adds a result to an output. An object on the output `alert` gets its proof at the end of its Content, or of itself where it
   * has none; see {@link import('./proof.ts').Proof}.
   *
   * @param output a name of lower-case letters, digits and dashes: `alert`, or one of your own.
   * @param result anything JSON can say.
   * @param firstInput of an alert: the least input sequence that it stands on. Default {@link input}.
   * @throws actor-misuse when the name is not allowed or the result is no JSON.
   */
  emit(output: string, result: unknown, firstInput?: number): void;

  /** {@link emit} for a result of fixed shape whose only variables are numbers: many times faster. Nothing is added to it. */
  emitShape(output: string, shape: JsonShape, numbers: Float64Array): void;

  /**
   * Asks for `onTimer` at a time. One that is past already fires at once, after the event's turn; in `onTimer` itself it
   * must be later than the one that fires.
   *
   * @param time milliseconds since 1970-01-01Z.
   * @throws actor-misuse when it is no finite number, or not later as said.
   */
  setTimer(time: number, options?: TimerOptions): void;

  /** Takes a timer back. Nothing happens when there is none. */
  clearTimer(options?: TimerOptions): void;
}
