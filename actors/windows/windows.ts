import type { Event } from '../event.ts';

/** What windows look at in an event. */
export type Counted = Pick<Event, 'time' | 'active' | 'sequence'>;

/** A window with a result: what its analytic is asked to report. */
export interface Closing {
  /** The actor's place in its partition. */
  readonly slot: number;
  /** First moment of the window, milliseconds since 1970-01-01Z. */
  readonly start: number;
  /** First moment after it; for a count window its last event's time. */
  readonly end: number;
  /** Active events in it. */
  readonly count: number;
  /**
   * Least and greatest input sequence of the events it holds: its active ones; in a count window, whose places inactive events
   * fill too, all of them.
   */
  readonly firstInput: number;
  readonly lastInput: number;
}

/** An open window, for people to look at. */
export interface WindowView {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** Told before an actor's state changes behind its back, so that a checkpoint under way can take it as it was. */
export type Barrier = (slot: number) => void;

/**
 * All windows of one analytic in one partition, for every actor. Only active events are counted, and only windows whose
 * count passes the threshold have a result; what else closes goes without a word.
 *
 * Duties: the caller closes what is due under a watermark before it takes an event under that watermark, and passes
 * watermarks that never go back (a key's own where each key has its own). The windows give the same results whatever the
 * order of slots.
 */
export interface Windows {
  /**
   * Takes an event of `slot`. Returns true when it missed every window it is in: all had closed under `watermark`.
   * Windows that the event itself closes are added to `closings`.
   */
  take(slot: number, event: Counted, watermark: number, closings: Closing[]): boolean;

  /** Whether {@link take} can close windows, so that it has to be called before the others of its input are reported. */
  readonly closesOnEvent: boolean;

  /** The earliest end at which some slot has something to close; Infinity when none. Unused where keys have own watermarks. */
  nextEnd(): number;

  /** Closes all that is due at exactly `end`, which must be {@link nextEnd}. */
  close(end: number, closings: Closing[]): void;

  /** Closes what one slot has due under `watermark`, by end. */
  closeOf(slot: number, watermark: number, closings: Closing[]): void;

  /** Slots that hold an open window. */
  readonly openSlots: number;

  /** Those slots, in no particular order; they may be closed or released while iterating. */
  slots(): Iterable<number>;

  /** Whether `slot` holds anything. */
  holds(slot: number): boolean;

  /** What `slot` holds beyond `watermark`, as plain numbers; undefined when nothing. */
  encode(slot: number, watermark: number): number[] | undefined;

  /** The inverse of {@link encode}, under the watermark now; windows closed by it are gone. */
  decode(slot: number, numbers: readonly number[], watermark: number): void;

  /** Forgets `slot`. */
  release(slot: number): void;

  /** Open windows of `slot` that hold something, by end; at most `limit`. */
  describe(slot: number, watermark: number, limit: number): WindowView[];
}
