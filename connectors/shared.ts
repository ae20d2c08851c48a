/** What several users of one thread have together. */
export interface Hold<T> {
  readonly value: T;
  /** Closes it with its last user. Doing so twice is no error. */
  release(): Promise<void>;
}

interface Entry<T> {
  users: number;
  readonly opening: Promise<T>;
}

/** Things that are opened by their first user and closed by their last, by key. */
export class Shared<T> {
  readonly #open = new Map<string, Entry<T>>();
  readonly #close: (value: T) => Promise<void>;

  constructor(close: (value: T) => Promise<void>) {
    this.#close = close;
  }

  /** @param open called by the first user of the key. @throws what `open` throws, to all who wait for it. */
  async hold(key: string, open: () => Promise<T>): Promise<Hold<T>> {
    const entry = this.#open.get(key) ?? { users: 0, opening: open() };
    this.#open.set(key, entry);
    entry.users++;
    let isHeld = true;
    const release = async (): Promise<void> => {
      if (!isHeld) return;
      isHeld = false;
      if (--entry.users > 0) return;
      if (this.#open.get(key) === entry) this.#open.delete(key);
      await entry.opening.then(this.#close, () => undefined);
    };
    try {
      return { value: await entry.opening, release };
    } catch (thrown) {
      await release();
      throw thrown;
    }
  }
}
