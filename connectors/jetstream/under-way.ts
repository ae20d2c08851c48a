/** Requests under way on a connection, which would wait for their time-outs in vain once it has broken. */
export class UnderWay {
  readonly #rejects = new Set<(reason: Error) => void>();

  /** Does the work, or fails with what {@link failAll} is given meanwhile. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#rejects.add(reject);
    work().then(resolve, reject);
    try {
      return await promise;
    } finally {
      this.#rejects.delete(reject);
    }
  }

  failAll(reason: Error): void {
    for (const reject of this.#rejects) reject(reason);
  }
}
