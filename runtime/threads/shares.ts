/** Counts who of each group wants turns on a thread, so that a group of many gets no more of it than a group of one. */
export class Shares {
  readonly #wanting = new Map<string, number>();

  /** One more of a group wants turns, or one less. */
  change(group: string, by: 1 | -1): void {
    const count = this.of(group) + by;
    if (count > 0) this.#wanting.set(group, count);
    else this.#wanting.delete(group);
  }

  /** How many of a group want turns. */
  of(group: string): number {
    return this.#wanting.get(group) ?? 0;
  }
}
