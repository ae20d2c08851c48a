import { MillraceError } from '../runtime/base/errors.ts';
import { limits } from '../runtime/base/limits.ts';
import type { AppendOptions, Log, LogBounds, LogRecord, NewRecord, ResultIdentity, Retention } from './log.ts';

/** A log that copies are made of. */
export interface SourceLog extends Log {
  /** Its records from one sequence to another, both included, that go into a merged log. */
  readMerged(from: number, to: number): Promise<readonly LogRecord[]>;
}

/** A log that takes copies of other logs' records, each once whoever copies it how often. */
export interface CopyingLog extends Log {
  /** Sequence up to which a source's records have been copied or passed over; 0 before the first. */
  copiedUpTo(source: number): Promise<number>;

  /**
   * Stores copies of a source's records, in order, those of them that come after {@link copiedUpTo}; from then on that is
   * `upTo`. Both at once, or nothing.
   */
  copy(source: number, records: readonly LogRecord[], upTo: number): Promise<void>;
}

/**
 * The log of a merge stage where no broker copies by itself: its owner does, before it reads. Of each source the records of
 * {@link import('./log.ts').MERGED_KINDS} are copied; each is stored once, since the log itself knows how far it has copied.
 */
export class MergedLog implements Log {
  readonly isDense = true;
  readonly #inner: CopyingLog;
  readonly #sources: readonly SourceLog[];
  /** By source: sequence of the next record to copy; undefined until it is known. */
  readonly #next: (number | undefined)[] = [];
  #isOwned = false;

  constructor(inner: CopyingLog, sources: readonly SourceLog[]) {
    this.#inner = inner;
    this.#sources = sources;
  }

  get identity(): string {
    return this.#inner.identity;
  }

  get window(): number {
    return this.#inner.window;
  }

  get keepsTail(): boolean {
    return this.#inner.keepsTail;
  }

  async append(records: readonly NewRecord[], options?: AppendOptions): Promise<number> {
    return await this.#inner.append(records, options);
  }

  /** Copies what is new, some of it, where the reader owns the log. @throws log-gap when a source dropped what was not copied. */
  async read(from: number, limit: number): Promise<readonly LogRecord[]> {
    if (this.#isOwned) for (const [source, log] of this.#sources.entries()) await this.#copyFrom(source, log);
    return await this.#inner.read(from, limit);
  }

  async at(sequence: number): Promise<LogRecord | undefined> {
    return await this.#inner.at(sequence);
  }

  /** Wakes for a source, too. */
  async wait(after: number, timeout: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const either = AbortSignal.any([signal, woken.signal]);
    const logs: { log: Log; after: number }[] = [{ log: this.#inner, after }];
    if (this.#isOwned)
      for (const [i, log] of this.#sources.entries()) logs.push({ log, after: (this.#next[i] ?? 1) - 1 });
    await Promise.all(
      logs.map(async ({ log, after: known }) => await log.wait(known, timeout, either).finally(() => woken.abort())),
    );
  }

  async bounds(): Promise<LogBounds> {
    return await this.#inner.bounds();
  }

  async emptyUpTo(after: number): Promise<number> {
    return await this.#inner.emptyUpTo(after);
  }

  /** With what has still to be looked at in the sources, though not all of it will be copied. */
  async unread(after: number): Promise<number> {
    let unread = await this.#inner.unread(after);
    for (const [source, log] of this.#sources.entries()) {
      unread += await log.unread(await this.#inner.copiedUpTo(source));
    }
    return unread;
  }

  async own(epoch: number, after: number): Promise<void> {
    await this.#inner.own(epoch, after);
    this.#isOwned = true;
  }

  async tail(): Promise<ResultIdentity | undefined> {
    return await this.#inner.tail();
  }

  /** Says to the sources, too, what they may drop. */
  async ack(sequence: number): Promise<void> {
    await this.#inner.ack(sequence);
    for (const [source, log] of this.#sources.entries()) await log.ack(await this.#inner.copiedUpTo(source));
  }

  async acked(): Promise<number> {
    return await this.#inner.acked();
  }

  async trim(retention: Retention, floor: number): Promise<number> {
    return await this.#inner.trim(retention, floor);
  }

  async close(): Promise<void> {
    await Promise.all([this.#inner, ...this.#sources].map(async (log) => await log.close()));
  }

  async #copyFrom(source: number, log: SourceLog): Promise<void> {
    const next = this.#next[source] ?? (await this.#inner.copiedUpTo(source)) + 1;
    this.#next[source] = next;
    const { first, last } = await log.bounds();
    if (last < next) return;
    // The first copies are of whatever a source still holds.
    if (first > next && next > 1) throw gap(log.identity, first, next);
    const to = Math.min(last, next + limits.copiedRange - 1);
    await this.#inner.copy(source, await log.readMerged(next, to), to);
    this.#next[source] = to + 1;
  }
}

function gap(log: string, found: number, wanted: number): MillraceError {
  return new MillraceError('log-gap', {
    what: `it begins at record ${found} where ${wanted} was due`,
    where: `the output log ${log}, which is merged with others`,
    fix: 'the records between were deleted before they were copied: restore the log, or remove the merge stage to start it anew',
  });
}
