import { Int32Column } from '../base/columns.ts';

const CLEAN = 0;

/**
 * Which actors have changed since the last checkpoint, and, while one is being taken, which of them still have to be
 * written as they were. Taking one costs nothing at that moment however many actors there are: an actor that is about to
 * change before its turn has come is written first (copy on write).
 */
export class Changes {
  /** Generation of an actor's last change; its negative once it has been written in this freeze without a change. */
  readonly #marks = new Int32Column();
  readonly #write: (slot: number) => void;
  #generation = 1;
  #changed: number[] = [];
  /** While a freeze is on: what is still to be gone through. */
  #frozen: { readonly slots: readonly number[] | undefined; readonly high: number; cursor: number } | undefined;

  /** @param write writes an actor, as it is now, into the checkpoint being taken. */
  constructor(write: (slot: number) => void) {
    this.#write = write;
  }

  /** Actors changed since the last freeze. */
  get count(): number {
    return this.#changed.length;
  }

  get isFrozen(): boolean {
    return this.#frozen !== undefined;
  }

  /** To be called before an actor changes. */
  touch(slot: number): void {
    const mark = this.#marks.get(slot);
    if (mark === this.#generation) return;
    if (this.#frozen !== undefined && this.#isPending(slot, mark)) this.#write(slot);
    this.#marks.set(slot, this.#generation);
    this.#changed.push(slot);
  }

  /** To be called before time alone changes an actor: it isn't a change to keep, since time will do it again. */
  barrier(slot: number): void {
    if (this.#frozen === undefined) return;
    const mark = this.#marks.get(slot);
    if (!this.#isPending(slot, mark)) return;
    this.#write(slot);
    this.#marks.set(slot, 1 - this.#generation);
  }

  /**
   * Starts a freeze: of the changed actors, or of all below `high`.
   */
  freeze(all: boolean, high: number): void {
    this.#frozen = { slots: all ? undefined : this.#changed, high: all ? high : this.#changed.length, cursor: 0 };
    this.#changed = [];
    this.#generation++;
  }

  /** Writes up to `count` actors that are still to be written; false when the freeze has ended. */
  advance(count: number): boolean {
    const frozen = this.#frozen;
    if (frozen === undefined) return false;
    const stop = Math.min(frozen.cursor + count, frozen.high);
    while (frozen.cursor < stop) {
      const slot = frozen.slots === undefined ? frozen.cursor : (frozen.slots[frozen.cursor] as number);
      const mark = this.#marks.get(slot);
      if (this.#isPending(slot, mark)) {
        this.#write(slot);
        this.#marks.set(slot, CLEAN);
      }
      frozen.cursor++;
    }
    if (frozen.cursor === frozen.high) this.#frozen = undefined;
    return this.#frozen !== undefined;
  }

  /** Ends a freeze that came to nothing. What it missed is known to nobody: the next one must be of all. */
  abandon(): void {
    this.#frozen = undefined;
  }

  #isPending(slot: number, mark: number): boolean {
    const frozen = this.#frozen;
    if (frozen === undefined) return false;
    const previous = this.#generation - 1;
    if (frozen.slots !== undefined) return mark === previous;
    return slot >= frozen.cursor && slot < frozen.high && mark !== this.#generation && mark !== -previous;
  }
}
