import { limits } from '../../runtime/base/limits.ts';

/**
 * Readers waiting for a log that other processes append to. SQLite has no notice across processes, so they look: every
 * `busyPollMilliseconds` while a record came within the last `busyForMilliseconds`, every `quietPollMilliseconds` when none
 * came within `quietAfterMilliseconds`, every `idlePollMilliseconds` otherwise. What the own connection appends wakes them at once.
 */
export class Waits {
  readonly #look: () => number;
  readonly #pending = new Set<() => void>();
  #newest: number;
  #newsAt: number;
  #closed = false;

  /** @param look the log's last sequence now. */
  constructor(look: () => number) {
    this.#look = look;
    this.#newest = look();
    this.#newsAt = performance.now();
  }

  /** A record of this sequence was stored or read. */
  saw(sequence: number): void {
    if (sequence <= this.#newest) return;
    this.#newest = sequence;
    this.#newsAt = performance.now();
  }

  /** Lets every reader look now. */
  wake(): void {
    for (const look of [...this.#pending]) look();
  }

  /** Ends every wait, now and later. */
  close(): void {
    this.#closed = true;
    this.wake();
  }

  /** As the log's contract says. */
  wait(after: number, timeout: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = performance.now() + timeout;
      let timer: NodeJS.Timeout | undefined;
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', look);
        this.#pending.delete(look);
      };
      const look = (): void => {
        clearTimeout(timer);
        try {
          const left = deadline - performance.now();
          if (signal.aborted || this.#closed || left <= 0 || this.#lastNow() > after) {
            end();
            resolve();
          } else timer = setTimeout(look, Math.min(left, this.#pause()));
        } catch (thrown) {
          end();
          reject(thrown);
        }
      };
      this.#pending.add(look);
      signal.addEventListener('abort', look);
      look();
    });
  }

  #lastNow(): number {
    this.saw(this.#look());
    return this.#newest;
  }

  #pause(): number {
    const silent = performance.now() - this.#newsAt;
    if (silent < limits.busyForMilliseconds) return limits.busyPollMilliseconds;
    return silent < limits.quietAfterMilliseconds ? limits.idlePollMilliseconds : limits.quietPollMilliseconds;
  }
}
