/**
 * Where one analytic keeps the states of its actors. A turn opens a draft, and ends in `commit` or `rollback`; nothing of
 * a draft is seen before `commit`.
 */
export interface StateStore<S> {
  has(slot: number): boolean;
  /** The draft of a slot's turn; the initial state when it holds none. */
  open(slot: number): S;
  /** Makes the draft the state, or `next` where the turn returned one. */
  commit(slot: number, next: S | undefined): void;
  rollback(slot: number): void;
  encode(slot: number): unknown;
  decode(slot: number, encoded: unknown): void;
  release(slot: number): void;
  /** A copy of the state, for people to look at. */
  view(slot: number): S | undefined;
}
