/** A call that an owner makes to the outside world. */
export interface Call {
  /** Which log, the store of checkpoints, or the archive. */
  readonly part: 'input' | 'output' | 'snapshots' | 'archive';
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Makes the call; with other arguments when they are given. */
export type Perform = (args?: readonly unknown[]) => Promise<unknown>;

/**
 * Stands between an owner and one call: may make it, before or after something else, or answer in its place. What it does before
 * its first `await` happens in the order of the calls. Throws {@link Crash} to end the owner at this point.
 */
export type Intercept = (call: Call, perform: Perform) => Promise<unknown>;

/** Nothing is between. */
export const passOn: Intercept = async (_, perform) => await perform();

/** One that all calls pass through, the first one outermost. */
export function chained(intercepts: readonly Intercept[]): Intercept {
  return intercepts.reduceRight<Intercept>(
    (inner, outer) => (call, perform) =>
      outer(call, (args = call.args) => inner({ ...call, args }, (given = args) => perform(given))),
    passOn,
  );
}

/** The owner's process has died here. */
export class Crash extends Error {
  constructor() {
    super('crashed');
  }
}
