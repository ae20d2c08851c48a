import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../runtime/base/clock.ts';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { AppendOptions, LogBounds, LogRecord, NewRecord, ResultIdentity, Retention } from '../log.ts';
import type { SourceLog } from '../merged-log.ts';
import type { SqliteFile } from './file.ts';
import { KnownIds } from './known-ids.ts';
import { insertRecords, type LogMeta, type LogStatements, prepareLog, type RecordRow } from './log-file.ts';
import { cutOf, type RecordSize } from './trim.ts';
import { Waits } from './waits.ts';

/**
 * A log in one SQLite file. Any number of connections, in any process, may read and append at once. An append is one
 * transaction. Its methods throw `log-unusable` on a damaged or closed file, `folder-unusable` when the file cannot be
 * read or written, and `file-busy` when another process held its lock for 5 s.
 */
export class SqliteLog implements SourceLog {
  readonly isDense = true;
  readonly keepsTail = true;
  readonly window = 0;
  readonly identity: string;
  readonly #file: SqliteFile;
  readonly #clock: Clock;
  readonly #sql: LogStatements;
  readonly #waits: Waits;
  readonly #ids: KnownIds;
  readonly #onClose: () => void;
  #version: unknown;
  #last = 0;

  /** @param duplicateWindow milliseconds for which ids of records are known. */
  constructor(file: SqliteFile, clock: Clock, duplicateWindow: number, onClose: () => void = () => {}) {
    this.#file = file;
    this.#clock = clock;
    this.#onClose = onClose;
    this.#ids = new KnownIds(file, duplicateWindow);
    this.#sql = prepareLog(file);
    this.identity = this.#file.read(() => this.#meta()).identity;
    this.#waits = new Waits(() => this.#lastNow());
  }

  async append(records: readonly NewRecord[], options: AppendOptions = {}): Promise<number> {
    if (options.expectedLast === undefined) this.#ids.prepareFor(records);
    let stored = records.length;
    const last = this.storeBy(() => {
      const admitted = this.#store(records, options.expectedLast);
      stored = admitted.stored;
      return admitted.last;
    });
    if (stored < records.length) options.known?.(records.length - stored);
    return last;
  }

  /** Does something in one transaction that ends with {@link storeIn}, whose answer it returns. */
  protected storeBy(work: () => number): number {
    const last = this.#file.write(work);
    this.#last = Math.max(this.#last, last);
    this.#waits.saw(last);
    this.#waits.wake();
    return last;
  }

  /** Stores records inside a transaction. Returns the log's last sequence. */
  protected storeIn(records: readonly NewRecord[]): number {
    return this.#store(records, undefined).last;
  }

  async read(from: number, limit: number): Promise<readonly LogRecord[]> {
    const records = this.#file.read(() => this.#recordsFrom(from, limit));
    this.#waits.saw(records.at(-1)?.sequence ?? 0);
    return records;
  }

  async readMerged(from: number, to: number): Promise<readonly LogRecord[]> {
    return this.#file.read(() => (this.#sql.readMerged.all(from, to) as unknown as RecordRow[]).map(recordOf));
  }

  async at(sequence: number): Promise<LogRecord | undefined> {
    const [record] = this.#file.read(() => this.#recordsFrom(sequence, 1));
    return record?.sequence === sequence ? record : undefined;
  }

  async wait(after: number, timeout: number, signal: AbortSignal): Promise<void> {
    await this.#waits.wait(after, timeout, signal);
  }

  async bounds(): Promise<LogBounds> {
    const row = this.#file.read(() => this.#sql.bounds.get() as { last: number; first: number | null });
    return { first: row.first ?? row.last + 1, last: row.last };
  }

  /** All its records are one partition's: nothing better is known. */
  async emptyUpTo(after: number): Promise<number> {
    return after;
  }

  async unread(after: number): Promise<number> {
    const { first, last } = await this.bounds();
    return last - Math.max(after, first - 1);
  }

  /** Older owners are stopped by the output log alone: readers of a file leave no trace in it. */
  async own(): Promise<void> {}

  async tail(): Promise<ResultIdentity | undefined> {
    const { input, idx } = this.#file.read(() => this.#meta());
    return input === null || idx === null ? undefined : { input, index: idx };
  }

  async ack(sequence: number): Promise<void> {
    this.#file.write(() => this.#sql.ack.run(sequence));
  }

  async acked(): Promise<number> {
    return this.#file.read(() => this.#meta()).acked;
  }

  /**
   * As the contract says. The bytes held are the sum of the payload lengths, kept in the log's own row. A transaction
   * drops at most `limits.appendRecords` records, so that appends get their turn. The file keeps the pages for later
   * records and doesn't shrink.
   */
  async trim(retention: Retention, floor: number): Promise<number> {
    let dropped = 0;
    for (;;) {
      const count = this.#file.write(() => this.#dropSome(retention, floor));
      dropped += count;
      if (count < limits.appendRecords) return dropped;
      await setImmediate();
    }
  }

  /** Ends every wait. Closing twice is no error. */
  async close(): Promise<void> {
    this.#waits.close();
    this.#file.close();
    this.#onClose();
  }

  #recordsFrom(from: number, limit: number): LogRecord[] {
    const records: LogRecord[] = [];
    let bytes = 0;
    for (const row of this.#sql.read.iterate(from, limit) as unknown as Iterable<RecordRow>) {
      const record = recordOf(row);
      records.push(record);
      bytes += record.payload.length;
      if (bytes >= limits.readBytes) break;
    }
    return records;
  }

  #meta(): LogMeta {
    return this.#sql.meta.get() as unknown as LogMeta;
  }

  #store(given: readonly NewRecord[], expectedLast: number | undefined): { last: number; stored: number } {
    const meta = this.#meta();
    if (expectedLast !== undefined && expectedLast !== meta.last) throw this.#conflict(expectedLast, meta.last);
    const arrival = Math.max(meta.arrival, this.#clock.now());
    const records = expectedLast === undefined ? this.#ids.admit(given, arrival) : given;
    if (records.length === 0) return { last: meta.last, stored: 0 };
    insertRecords(this.#sql, records, meta.last, arrival);
    const last = meta.last + records.length;
    const bytes = records.reduce((sum, { payload }) => sum + payload.byteLength, 0);
    const tail = records.findLast(({ identity }) => identity)?.identity;
    this.#sql.advance.run(last, arrival, bytes, tail?.input ?? meta.input, tail?.index ?? meta.idx);
    return { last, stored: records.length };
  }

  #conflict(expected: number, last: number): MillraceError {
    return new MillraceError('log-conflict', {
      what: `an append expected the last sequence ${expected} and the log has ${last}`,
      where: `at ${this.#file.path}`,
      fix: 'read the tail of the log before appending again',
    });
  }

  #dropSome(retention: Retention, floor: number): number {
    const { bytes, last, arrival } = this.#meta();
    const oldest = this.#sql.oldest.all(Math.min(floor, last - 1), limits.appendRecords) as unknown as RecordSize[];
    const cut = cutOf(oldest, bytes, retention, Math.max(arrival, this.#clock.now()));
    if (cut.records === 0) return 0;
    this.#sql.drop.run(cut.sequence);
    this.#sql.shrink.run(cut.bytes);
    return cut.records;
  }

  /** The last sequence, read only when another connection has changed the file. */
  #lastNow(): number {
    return this.#file.read(() => {
      const version = this.#sql.version.get()?.data_version;
      if (version !== this.#version) {
        this.#version = version;
        this.#last = this.#meta().last;
      }
      return this.#last;
    });
  }
}

function recordOf([sequence, arrival, kind, key, payload, input, index]: RecordRow): LogRecord {
  if (input === null || index === null) return { sequence, arrival, kind, key, payload };
  return { sequence, arrival, kind, key, payload, identity: { input, index } };
}
