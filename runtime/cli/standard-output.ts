/**
 * Standard output for commands that print much: waits where the reader is slow, and notices when there is none any more. What
 * else fails is reported where the stream's errors are, in `main`.
 */
export class StandardOutput {
  readonly #gone = new AbortController();

  /** Aborts when nothing can be written any more; what is written then is dropped. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Resolves when the bytes may be changed and more may be written. */
  async write(bytes: Uint8Array | string): Promise<void> {
    if (this.#gone.signal.aborted) return;
    await new Promise<void>((resolve) => {
      process.stdout.write(bytes, (error) => {
        if (error) this.#gone.abort();
        resolve();
      });
    });
  }
}
