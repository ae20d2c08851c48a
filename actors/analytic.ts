import type { Event } from './event.ts';
import type { Timer, Turn } from './turn.ts';
import type { Closing, Windows, WindowView } from './windows/windows.ts';

/** An actor's state under one analytic, for people to look at. */
export interface StateView {
  readonly state?: unknown;
  readonly windows?: readonly WindowView[];
}

/**
 * One configured analytic inside one partition: the state and behaviour of all its actors, each known by its slot. A
 * partition drives it and is the only one that does.
 *
 * Duties: the analytic is deterministic, changes only the slot it is given, and survives a throwing turn unchanged. The
 * partition calls {@link closeOnEvent}, closes what is due, fires timers and only then calls {@link onEvent}.
 */
export interface Analytic {
  /** Unique within the tenant. */
  readonly id: string;
  /** Version of what {@link encode} returns. */
  readonly stateVersion: number;
  /** Its windows, if it has any. */
  readonly windows: Windows | undefined;
  /** Whether its windows follow the partition's watermark or each key's own. */
  readonly clock: 'partition' | 'key';
  /** Milliseconds of log time without events after which a key's state is dropped; Infinity for never. */
  readonly expireAfter: number;

  /** Closes the windows that this very event fills (count windows). */
  closeOnEvent(slot: number, event: Event, watermark: number, closings: Closing[]): void;

  /** @throws whatever a user's code throws; the slot's state is then as before. */
  onEvent(slot: number, event: Event, turn: Turn): void;

  /** Reports a window. */
  onClosing(closing: Closing, turn: Turn): void;

  /** @throws as {@link onEvent}. */
  onTimer(slot: number, timer: Timer, turn: Turn): void;

  /** Whether it holds anything for a slot. */
  holds(slot: number): boolean;

  /** A slot's state as plain data; undefined when it holds none. */
  encode(slot: number, watermark: number): unknown;

  /** The inverse of {@link encode}. @throws state-version when it is of a version that cannot be migrated. */
  decode(slot: number, state: unknown, version: number, watermark: number): void;

  /** Why JSON cannot be a slot's state; '' when it can. Left out where a state cannot be given so. */
  misfitOf?(given: unknown): string;

  /** Puts a state that fits in the place of a slot's. */
  repair?(slot: number, given: unknown): void;

  release(slot: number): void;

  describe(slot: number, watermark: number, limit: number): StateView;
}
