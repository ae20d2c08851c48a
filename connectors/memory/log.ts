import { MillraceError } from '../../runtime/base/errors.ts';
import type { AppendOptions, LogBounds, LogRecord, NewRecord, ResultIdentity, Retention } from '../log.ts';
import { MERGED_KINDS } from '../log.ts';
import type { CopyingLog, SourceLog } from '../merged-log.ts';
import type { Faults } from './faults.ts';
import type { LogData } from './log-data.ts';

const MERGED: ReadonlySet<string> = new Set(MERGED_KINDS);

/** Calls `fire` after so many milliseconds, unless the function it returns is called before. */
export type Timer = (milliseconds: number, fire: () => void) => () => void;

export const systemTimer: Timer = (milliseconds, fire) => {
  const timer = setTimeout(fire, Math.min(milliseconds, 0x7fff_ffff));
  return () => clearTimeout(timer);
};

/** What a handle does beside keeping records; see {@link import('./log-store.ts')}. */
interface MemoryLogParts {
  readonly faults: Faults | undefined;
  readonly timer: Timer;
  readonly window: number;
}

/** A handle on a log in memory. Its methods throw `log-unusable` after `close`, and `append` what {@link Faults} draws. */
export class MemoryLog implements CopyingLog, SourceLog {
  readonly isDense = true;
  readonly keepsTail = true;
  readonly window: number;
  readonly #data: LogData;
  readonly #faults: Faults | undefined;
  readonly #timer: Timer;
  readonly #onClose: () => void;
  readonly #closing = new AbortController();

  constructor(data: LogData, { faults, timer, window }: MemoryLogParts, onClose: () => void) {
    this.#data = data;
    this.#faults = faults;
    this.#timer = timer;
    this.window = window;
    this.#onClose = onClose;
  }

  get identity(): string {
    return this.#data.identity;
  }

  async append(records: readonly NewRecord[], options: AppendOptions = {}): Promise<number> {
    const data = this.#opened();
    this.#faults?.fail('appendLost', data.identity);
    const last = data.append(records, options);
    this.#faults?.fail('appendUnanswered', data.identity);
    return last;
  }

  async readMerged(from: number, to: number): Promise<readonly LogRecord[]> {
    const records = this.#opened().read(from, to - from + 1);
    return records.filter(({ kind, sequence }) => sequence <= to && MERGED.has(kind));
  }

  async copiedUpTo(source: number): Promise<number> {
    return this.#opened().copiedUpTo(source);
  }

  async copy(source: number, records: readonly LogRecord[], upTo: number): Promise<void> {
    const data = this.#opened();
    if (records.length > 0) this.#faults?.fail('appendLost', data.identity);
    data.copy(source, records, upTo);
    if (records.length > 0) this.#faults?.fail('appendUnanswered', data.identity);
  }

  async read(from: number, limit: number): Promise<readonly LogRecord[]> {
    return this.#opened().read(from, limit);
  }

  async at(sequence: number): Promise<LogRecord | undefined> {
    const [record] = this.#opened().read(sequence, 1);
    return record?.sequence === sequence ? record : undefined;
  }

  async wait(after: number, timeout: number, signal: AbortSignal): Promise<void> {
    const closing = this.#closing.signal;
    if (signal.aborted || closing.aborted || this.#data.last > after || timeout <= 0) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        stopTimer();
        stopListening();
        signal.removeEventListener('abort', end);
        closing.removeEventListener('abort', end);
        resolve();
      };
      const stopTimer = this.#timer(timeout, end);
      const stopListening = this.#data.onAppend(() => {
        if (this.#data.last > after) end();
      });
      signal.addEventListener('abort', end);
      closing.addEventListener('abort', end);
    });
  }

  async bounds(): Promise<LogBounds> {
    const { first, last } = this.#opened();
    return { first, last };
  }

  async emptyUpTo(after: number): Promise<number> {
    return after;
  }

  async unread(after: number): Promise<number> {
    const { first, last } = this.#opened();
    return last - Math.max(after, first - 1);
  }

  async own(): Promise<void> {}

  async tail(): Promise<ResultIdentity | undefined> {
    return this.#opened().tail;
  }

  async ack(sequence: number): Promise<void> {
    const data = this.#opened();
    data.acked = Math.max(data.acked, sequence);
  }

  async acked(): Promise<number> {
    return this.#opened().acked;
  }

  async trim(retention: Retention, floor: number): Promise<number> {
    return this.#opened().trim(retention, floor);
  }

  /** Ends every wait. Closing twice is no error. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#onClose();
  }

  #opened(): LogData {
    if (!this.#closing.signal.aborted) return this.#data;
    throw new MillraceError('log-unusable', {
      what: 'the log was used after it was closed',
      where: `at ${this.identity}`,
      fix: 'open it again',
    });
  }
}
