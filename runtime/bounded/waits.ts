/** Waits, one at a time, that a failure elsewhere ends. Holds nothing of the waits that are over. */
export class Waits {
  #failure: { readonly thrown: unknown } | undefined;
  #reject: (thrown: unknown) => void = () => undefined;

  /** Ends the wait that is on, and every later one. The first failure counts. */
  fail(thrown: unknown): void {
    this.#failure ??= { thrown };
    this.#reject(this.#failure.thrown);
  }

  /** Settles as the promise does, unless something fails before. @throws what was given to {@link fail}. */
  async for<T>(promise: Promise<T>): Promise<T> {
    return await new Promise((resolve, reject) => {
      this.#reject = reject;
      if (this.#failure !== undefined) reject(this.#failure.thrown);
      promise.then(resolve, reject);
    });
  }
}
