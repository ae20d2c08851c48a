/** An actor's state as an object: anything of plain data, Maps and Sets included. */
export interface ObjectState<S> {
  readonly kind: 'object';
  /** Raised when what is stored changes its form. From 1. */
  readonly version: number;
  /** The state of an actor's first event. */
  readonly initial: () => S;
  /** Makes this version's state of an older one's; without it an older state is refused. */
  readonly migrate?: (older: unknown, version: number) => S;
}

/** An actor's state as a few named numbers: 8 bytes each, no objects, so that a million actors are nothing special. */
export interface NumbersState<S> {
  readonly kind: 'numbers';
  readonly version: number;
  /** Names and initial values. */
  readonly fields: Readonly<Record<keyof S & string, number>>;
  readonly migrate?: (older: unknown, version: number) => S;
}

export type StateSpec<S> = ObjectState<S> | NumbersState<S>;

/** Options of a state beside its initial value. */
export interface StateOptions<S> {
  /** Default 1. */
  readonly version?: number;
  readonly migrate?: (older: unknown, version: number) => S;
}

/** State that is an object; see {@link ObjectState}. */
export function objectState<S extends object>(initial: () => S, options: StateOptions<S> = {}): ObjectState<S> {
  return { kind: 'object', version: 1, initial, ...options };
}

/** State that is a few numbers; see {@link NumbersState}. Turns read and write them as properties of an object. */
export function numbersState<S extends Record<string, number>>(
  fields: S,
  options: StateOptions<{ [K in keyof S]: number }> = {},
): NumbersState<{ [K in keyof S]: number }> {
  return { kind: 'numbers', version: 1, fields, ...options };
}
