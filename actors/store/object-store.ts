import { clonePlain, unplainIn } from '../../runtime/base/clone.ts';
import type { ObjectState } from '../state.ts';
import type { StateStore } from './state-store.ts';

/** States that are objects. A draft is a deep copy. */
export class ObjectStore<S> implements StateStore<S> {
  readonly #spec: ObjectState<S>;
  readonly #states: (S | undefined)[] = [];
  #draft: S | undefined;

  constructor(spec: ObjectState<S>) {
    this.#spec = spec;
  }

  has(slot: number): boolean {
    return this.#states[slot] !== undefined;
  }

  open(slot: number): S {
    const state = this.#states[slot];
    this.#draft = state === undefined ? this.#spec.initial() : clonePlain(state);
    return this.#draft;
  }

  /** @throws TypeError when the next state is no plain data: a copy or a checkpoint of it would be another one, or none. */
  commit(slot: number, next: S | undefined): void {
    const state: unknown = next ?? this.#draft;
    const found = typeof state === 'object' ? unplainIn(state) : ` is a ${typeof state}`;
    if (found !== undefined) throw new TypeError(`state${found}, and a state has to be plain data`);
    this.#put(slot, next === undefined ? this.#draft : clonePlain(next));
    this.#draft = undefined;
  }

  rollback(): void {
    this.#draft = undefined;
  }

  encode(slot: number): unknown {
    return this.#states[slot];
  }

  decode(slot: number, encoded: unknown): void {
    this.#put(slot, encoded as S);
  }

  release(slot: number): void {
    if (slot < this.#states.length) this.#states[slot] = undefined;
  }

  view(slot: number): S | undefined {
    return clonePlain(this.#states[slot]);
  }

  #put(slot: number, state: S | undefined): void {
    while (this.#states.length < slot) this.#states.push(undefined);
    this.#states[slot] = state;
  }
}
