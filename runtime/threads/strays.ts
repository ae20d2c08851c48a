import { AsyncLocalStorage } from 'node:async_hooks';
import { isOurPlace, placesOf } from '../base/thrown-at.ts';

/** Something of a thread that users' code runs in. */
export interface Culprit {
  /** Told of an error that the code has left behind. @returns whether it deals with it. */
  blame(thrown: unknown): boolean;
}

/**
 * Errors that nobody catches: of a promise that a user's module made and did not wait for, of a timer it set. They end the thread, and
 * with it the partitions of others, again and again as the same input comes. What runs {@link during} a culprit's work, and all that
 * it sets going, is known to be that culprit's, so that it can be told. What nobody is to be blamed for still ends the thread.
 */
export class Strays {
  readonly #running = new AsyncLocalStorage<Culprit>();

  /** @throws what `work` throws. */
  async during(culprit: Culprit, work: () => Promise<void>): Promise<void> {
    await this.#running.run(culprit, work);
  }

  /** For `unhandledRejection` and `uncaughtException`. @throws the error, when nobody deals with it. */
  readonly caught = (thrown: unknown): void => {
    if (isOurs(thrown) || this.#running.getStore()?.blame(thrown) !== true) throw thrown;
  };
}

/** Whether an error was thrown by our own code or a package it uses: its first place in a file says so. One without any is a user's. */
export function isOurs(thrown: unknown): boolean {
  const [place] = placesOf(thrown);
  return place !== undefined && isOurPlace(place);
}
