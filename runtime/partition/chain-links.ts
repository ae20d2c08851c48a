/**
 * Results of a stage that analytics of the same stage take as events, until they are taken, in the order in which they were given. What a
 * turn gives that throws is taken back with it.
 */
export class ChainLinks {
  #parts: string[] = [];
  #next = 0;
  #mark = 0;

  add(part: string): void {
    this.#parts.push(part);
  }

  /** A turn begins. */
  mark(): void {
    this.#mark = this.#parts.length;
  }

  /** Nothing of the turn counts. */
  rewind(): void {
    this.#parts.length = this.#mark;
  }

  /** The next one, which is taken; undefined when there is none. */
  next(): string | undefined {
    const part = this.#parts[this.#next];
    if (part !== undefined) this.#next++;
    else if (this.#next > 0) {
      this.#parts = [];
      this.#next = 0;
    }
    return part;
  }
}
