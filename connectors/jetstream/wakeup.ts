/** Lets any number of waiters go when something has come. */
export class Wakeup {
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  /** Resolves at the next {@link wake}, after so many milliseconds, when `signal` aborts, or when it is closed. */
  async wait(timeout: number, signal?: AbortSignal): Promise<void> {
    if (this.#isClosed || signal?.aborted || timeout <= 0) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(timeout, 0x7fff_ffff));
      signal?.addEventListener('abort', end);
      this.#waiting.add(end);
    });
  }

  wake(): void {
    if (this.#waiting.size === 0) return;
    for (const end of [...this.#waiting]) end();
  }

  /** Ends every wait, now and later. */
  close(): void {
    this.#isClosed = true;
    this.wake();
  }
}
