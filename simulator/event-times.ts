const STAMP_BYTES = 23;
const REMEMBERED = 1024;

/** Writes times as `yyyy-MM-dd HH:mm:ss UTC`, remembering the last ones so that a text is made once a second. */
export class EventTimes {
  readonly #seconds = new Float64Array(REMEMBERED).fill(-1);
  readonly #bytes = new Uint8Array(REMEMBERED * STAMP_BYTES);

  /** @param second since 1970-01-01Z, not negative, before the year 10000. Returns the end of what was written. */
  write(second: number, target: Uint8Array, at: number): number {
    const slot = second % REMEMBERED;
    const from = slot * STAMP_BYTES;
    if (this.#seconds[slot] !== second) this.#remember(slot, second);
    for (let i = 0; i < STAMP_BYTES; i++) target[at + i] = this.#bytes[from + i] as number;
    return at + STAMP_BYTES;
  }

  #remember(slot: number, second: number): void {
    const iso = new Date(second * 1000).toISOString();
    this.#bytes.set(Buffer.from(`${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`), slot * STAMP_BYTES);
    this.#seconds[slot] = second;
  }
}
