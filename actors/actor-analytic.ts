import { MillraceError, messageOf } from '../runtime/base/errors.ts';
import type { ActorDefinition } from './actor.ts';
import type { Analytic, StateView } from './analytic.ts';
import type { Event } from './event.ts';
import { misfitOf } from './state-fit.ts';
import { NumbersStore } from './store/numbers-store.ts';
import { ObjectStore } from './store/object-store.ts';
import type { StateStore } from './store/state-store.ts';
import type { Timer, Turn } from './turn.ts';

/** An analytic made of an actor definition: opens each turn's draft, and keeps or drops it. */
export class ActorAnalytic<S, Settings> implements Analytic {
  readonly id: string;
  readonly stateVersion: number;
  readonly windows = undefined;
  readonly clock = 'partition';
  readonly expireAfter: number;
  readonly #actor: ActorDefinition<S, Settings>;
  readonly #settings: Settings;
  readonly #store: StateStore<S>;

  /** @throws actor-settings-invalid when the definition refuses its settings. */
  constructor(id: string, actor: ActorDefinition<S, Settings>, settings: unknown, expireAfter?: number) {
    this.id = id;
    this.#actor = actor;
    this.#settings = settingsFor(id, actor, settings);
    this.stateVersion = actor.state.version;
    this.expireAfter = expireAfter ?? actor.expireAfter ?? Number.POSITIVE_INFINITY;
    this.#store = actor.state.kind === 'numbers' ? new NumbersStore(actor.state) : new ObjectStore(actor.state);
  }

  closeOnEvent(): void {}

  onClosing(): void {}

  onEvent(slot: number, event: Event, turn: Turn): void {
    const draft = this.#store.open(slot);
    try {
      const next = this.#actor.onEvent(turn, draft, event, this.#settings);
      this.#store.commit(slot, settled(next));
    } catch (thrown) {
      this.#store.rollback(slot);
      throw thrown;
    }
  }

  onTimer(slot: number, timer: Timer, turn: Turn): void {
    const draft = this.#store.open(slot);
    try {
      const next = this.#actor.onTimer?.(turn, draft, timer, this.#settings);
      this.#store.commit(slot, settled(next));
    } catch (thrown) {
      this.#store.rollback(slot);
      throw thrown;
    }
  }

  holds(slot: number): boolean {
    return this.#store.has(slot);
  }

  encode(slot: number): unknown {
    return this.#store.encode(slot);
  }

  decode(slot: number, state: unknown, version: number): void {
    const spec = this.#actor.state;
    if (version === spec.version) {
      this.#store.decode(slot, state);
      return;
    }
    if (spec.migrate === undefined || version > spec.version) {
      throw new MillraceError('state-version', {
        what: `a stored state has version ${version}, the code has version ${spec.version}`,
        where: `analytic ${this.id}`,
        fix: 'give the state a migrate function for that version, or go back to the code that wrote it',
      });
    }
    this.#store.decode(slot, spec.migrate(this.#asObject(state), version));
  }

  misfitOf(given: unknown): string {
    return misfitOf(this.#actor.state, given);
  }

  repair(slot: number, given: unknown): void {
    const isNumbers = this.#actor.state.kind === 'numbers';
    const entries = Object.entries(given as object).map(([name, value]) => [
      name,
      isNumbers ? (value ?? Number.NaN) : value,
    ]);
    this.#store.decode(slot, Object.fromEntries(entries));
  }

  release(slot: number): void {
    this.#store.release(slot);
  }

  describe(slot: number): StateView {
    return { state: this.#store.view(slot) };
  }

  /** What `migrate` gets: an older state of numbers is an object again, by the order of today's fields. */
  #asObject(state: unknown): unknown {
    const spec = this.#actor.state;
    if (spec.kind !== 'numbers' || !Array.isArray(state)) return state;
    return Object.fromEntries(Object.keys(spec.fields).map((name, i) => [name, state[i]]));
  }
}

/** What a turn has returned. @throws when that is yet to come. */
function settled<S>(next: S | undefined): S | undefined {
  if (!(next instanceof Promise)) return next ?? undefined;
  // Nobody waits for it.
  next.catch(() => undefined);
  throw new TypeError(
    "returned a promise: an actor's turn has to end when it returns, so nothing in it may be awaited",
  );
}

function settingsFor<S, Settings>(id: string, actor: ActorDefinition<S, Settings>, given: unknown): Settings {
  if (actor.settings === undefined) return given as Settings;
  try {
    return actor.settings(given);
  } catch (thrown) {
    throw new MillraceError('actor-settings-invalid', {
      what: messageOf(thrown),
      where: `settings of analytic ${id}`,
      fix: `change them to what ${actor.name} takes`,
      cause: thrown,
    });
  }
}
