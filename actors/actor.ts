import { types } from 'node:util';
import { MillraceError } from '../runtime/base/errors.ts';
import type { Event } from './event.ts';
import type { StateSpec } from './state.ts';
import type { Timer, Turn } from './turn.ts';

/**
 * A kind of actor: what happens to one key's state with each of its events. It must compute from its arguments alone (no
 * clock, no chance, no I/O, no module variables), because a replay has to give the same results again.
 *
 * `S` is the state, `Settings` what the configuration says under `settings`.
 */
export interface ActorDefinition<S = unknown, Settings = unknown> {
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
  readonly state: StateSpec<S>;
  /** Checks the configuration's `settings` and fills in defaults; what it throws is shown to the user. Default: as they are. */
  readonly settings?: (given: unknown) => Settings;
  /**
   * One event of one key. Change `state` in place, or return the next one (object states only); it cannot be async. If it
   * throws, the event goes to the `dead-letter` output and the state is as before.
   */
  onEvent(turn: Turn, state: S, event: Event, settings: Settings): S | undefined;
  /** A timer set by {@link Turn.setTimer}. */
  onTimer?(turn: Turn, state: S, timer: Timer, settings: Settings): S | undefined;
  /** State of a key without events for this long (milliseconds of log time) is dropped. Default: never. */
  readonly expireAfter?: number;
}

/** A definition that {@link defineActor} has checked. Its settings are checked when it is configured. */
export interface Actor extends ActorDefinition<never, never> {
  readonly [checked]: true;
}

const checked: unique symbol = Symbol.for('millrace.actor');
const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/**
 * Declares an analytic of your own. The module that exports it is named in the configuration by its path:
 * `analytics: [{ use: ./flapping.ts, settings: { .. } }]`.
 *
 * @throws actor-invalid when a part is missing or of the wrong kind.
 */
export function defineActor<S, Settings = unknown>(definition: ActorDefinition<S, Settings>): Actor {
  const problem = problemOf(definition);
  if (problem !== undefined) {
    throw new MillraceError('actor-invalid', {
      what: problem,
      where: `defineActor of ${String((definition as { name?: unknown } | undefined)?.name ?? 'an unnamed actor')}`,
      fix: 'see "A first analytic of your own" in README.md for the parts an actor has',
    });
  }
  return Object.freeze({ ...definition, [checked]: true }) as unknown as Actor;
}

/** Whether a value came out of {@link defineActor}, of this copy of the package or another. */
export function isActor(value: unknown): value is Actor {
  return typeof value === 'object' && value !== null && checked in value;
}

function problemOf(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null) return 'the definition is no object';
  const actor = given as Partial<Record<keyof ActorDefinition, unknown>>;
  if (typeof actor.name !== 'string' || !NAME.test(actor.name)) {
    return 'name is not made of lower-case letters, digits and dashes';
  }
  if (typeof actor.onEvent !== 'function') return 'onEvent is no function';
  for (const optional of ['onTimer', 'settings'] as const) {
    if (actor[optional] !== undefined && typeof actor[optional] !== 'function') return `${optional} is no function`;
  }
  const asynchronous = (['onEvent', 'onTimer', 'settings'] as const).find((name) => isAsynchronous(actor[name]));
  if (asynchronous !== undefined) return `${asynchronous} is async, and an actor's turn has to end when it returns`;
  const expireAfter = actor.expireAfter;
  if (expireAfter !== undefined && !(typeof expireAfter === 'number' && expireAfter > 0)) {
    return 'expireAfter is no positive number of milliseconds';
  }
  return stateProblem(actor.state);
}

function isAsynchronous(given: unknown): boolean {
  return types.isAsyncFunction(given) || types.isGeneratorFunction(given);
}

function stateProblem(given: unknown): string | undefined {
  if (typeof given !== 'object' || given === null)
    return 'state is missing: use objectState(...) or numbersState({...})';
  const state = given as { kind?: unknown; version?: unknown; initial?: unknown; fields?: unknown };
  if (!Number.isInteger(state.version) || (state.version as number) < 1)
    return 'state.version is no whole number from 1 on';
  if (state.kind === 'object') return typeof state.initial === 'function' ? undefined : 'state.initial is no function';
  if (state.kind !== 'numbers') return 'state is neither objectState(...) nor numbersState({...})';
  const values = Object.values((state.fields ?? {}) as object);
  if (values.length === 0) return 'numbersState has no fields';
  return values.every((value) => typeof value === 'number') ? undefined : 'a field of numbersState is no number';
}
