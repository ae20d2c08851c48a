import type { NewRecord } from '../../../connectors/log.ts';
import type { Call, Intercept } from './intercept.ts';

/**
 * Holds calls back as a stopped process or a slow network does: they are neither made nor answered until the gate opens, and
 * then all of them, in their order.
 */
export class Gate {
  readonly #matches: (call: Call) => boolean;
  #passing: number;
  #held: (() => void)[] = [];
  #done: Promise<unknown>[] = [];

  /** @param passing calls that pass before it closes. */
  constructor(matches: (call: Call) => boolean, passing = Number.POSITIVE_INFINITY) {
    this.#matches = matches;
    this.#passing = passing;
  }

  /** Calls that are held back now. */
  get held(): number {
    return this.#held.length;
  }

  close(): void {
    this.#passing = 0;
  }

  /** Lets all go, those that come from now on too. Resolves as {@link release} does. */
  async open(): Promise<void> {
    this.#passing = Number.POSITIVE_INFINITY;
    await this.release();
  }

  /** Lets those go that are held now. Resolves when they are answered, whatever the answers are. */
  async release(): Promise<void> {
    const [held, done] = [this.#held, this.#done];
    [this.#held, this.#done] = [[], []];
    for (const release of held) release();
    await Promise.allSettled(done);
  }

  readonly intercept: Intercept = async (call, perform) => {
    if (!this.#matches(call) || this.#passing-- > 0) return await perform();
    const args = call.method === 'append' ? copied(call.args) : call.args;
    const { promise, resolve } = Promise.withResolvers<void>();
    const made = promise.then(async () => await perform(args));
    this.#held.push(resolve);
    this.#done.push(made);
    return await made;
  };
}

/** An owner may use its bytes again when it has made the call. */
function copied([records, ...rest]: readonly unknown[]): readonly unknown[] {
  const own = (records as readonly NewRecord[]).map((record) => ({ ...record, payload: record.payload.slice() }));
  return [own, ...rest];
}
