/**
 * What may end a partition's rests, as one signal that lasts for many of them: a partition rests thousands of times a second, and
 * to combine signals anew for each rest costs more than an event does.
 */
export class Rest {
  #end = new AbortController();
  readonly #watched = new WeakSet<AbortSignal>();
  #isMoving = false;

  /** Ends the rest under way, or the next one. */
  readonly end = (): void => this.#end.abort();

  /** Ends rests when this signal aborts. Doing so twice is no error. */
  endBy(signal: AbortSignal): void {
    if (this.#watched.has(signal)) return;
    this.#watched.add(signal);
    if (signal.aborted) this.end();
    else signal.addEventListener('abort', this.end, { once: true });
  }

  /** Ends the rest under way, or the next one, when a promise resolves; one promise is waited for at a time. */
  endAfter(promise: () => Promise<void>): void {
    if (this.#isMoving) return;
    this.#isMoving = true;
    void promise().then(() => {
      this.#isMoving = false;
      this.end();
    });
  }

  /** Rests until `wait` is over, which is when the signal aborts or before. */
  async during(wait: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#end;
    await wait(signal);
    if (signal.aborted) this.#end = new AbortController();
  }
}
