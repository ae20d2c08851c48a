import { limits } from '../../runtime/base/limits.ts';

/**
 * Decides how many messages to ask a consumer for, so that a reader never waits for the broker and never holds more than
 * {@link limits.readAheadRecords} messages or about {@link limits.readBytes} bytes.
 */
export class PullWindow {
  #asked = 0;
  #averageBytes = 256;

  /** Messages asked for and not yet here. */
  get asked(): number {
    return this.#asked;
  }

  /** A message of so many bytes has come. */
  received(bytes: number): void {
    this.#asked = Math.max(0, this.#asked - 1);
    this.#averageBytes += (bytes - this.#averageBytes) / 16;
  }

  /** A request ended with so many messages not sent. */
  ended(unsent: number): void {
    this.#asked = Math.max(0, this.#asked - unsent);
  }

  /** How many to ask for now, with so many waiting to be read; 0: none yet. */
  next(waiting: number): number {
    const most = Math.max(1, Math.min(limits.readAheadRecords, Math.floor(limits.readBytes / this.#averageBytes)));
    const free = most - waiting - this.#asked;
    // Few large requests: each costs an exchange with the server.
    if (free < most / 2) return 0;
    this.#asked += free;
    return free;
  }
}
