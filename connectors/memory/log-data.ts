import type { Clock } from '../../runtime/base/clock.ts';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { AppendOptions, LogRecord, NewRecord, ResultIdentity, Retention } from '../log.ts';

/** What a log in memory holds; several handles share it. */
export class LogData {
  readonly identity: string;
  readonly #clock: Clock;
  readonly #records: LogRecord[] = [];
  readonly #waiting = new Set<() => void>();
  /** Arrivals of records by their ids, oldest first. */
  readonly #ids = new Map<string, number>();
  /** By source: the sequence up to which it was copied. */
  readonly #copied = new Map<number, number>();
  #arrival = 0;
  #bytes = 0;
  last = 0;
  acked = 0;
  tail: ResultIdentity | undefined;

  constructor(identity: string, clock: Clock) {
    this.identity = identity;
    this.#clock = clock;
  }

  /** Sequence of the oldest record held. */
  get first(): number {
    return this.last - this.#records.length + 1;
  }

  append(records: readonly NewRecord[], { expectedLast, known }: AppendOptions = {}): number {
    if (expectedLast !== undefined && expectedLast !== this.last) throw this.#conflict(expectedLast);
    const arrival = Math.max(this.#arrival, this.#clock.now());
    // All are copied before the first is stored: an append is whole or nothing.
    const fresh = expectedLast === undefined ? this.#unknown(records, arrival) : records;
    const stored = fresh.map((record, i) => copyOf(record, this.last + 1 + i, arrival));
    for (const { id } of fresh) if (id !== undefined) this.#ids.set(id, arrival);
    for (const record of stored) {
      this.#records.push(record);
      this.#bytes += record.payload.byteLength;
      if (record.identity) this.tail = record.identity;
    }
    if (stored.length > 0) this.#arrival = arrival;
    this.last += stored.length;
    if (fresh.length < records.length) known?.(records.length - fresh.length);
    for (const wake of [...this.#waiting]) wake();
    return this.last;
  }

  copiedUpTo(source: number): number {
    return this.#copied.get(source) ?? 0;
  }

  copy(source: number, records: readonly LogRecord[], upTo: number): void {
    const known = this.copiedUpTo(source);
    const fresh = records.filter(({ sequence }) => sequence > known);
    if (fresh.length > 0) this.append(fresh);
    this.#copied.set(source, Math.max(known, upTo));
  }

  read(from: number, limit: number): LogRecord[] {
    const start = Math.max(0, from - this.first);
    return this.#records
      .slice(start, start + limit)
      .map((record) => ({ ...record, payload: new Uint8Array(record.payload) }));
  }

  trim(retention: Retention, floor: number): number {
    const now = Math.max(this.#arrival, this.#clock.now());
    let dropped = 0;
    for (const { sequence, arrival, payload } of this.#records) {
      const due = this.#bytes > retention.bytes || now - arrival > retention.age;
      if (!due || sequence > floor || sequence === this.last) break;
      this.#bytes -= payload.byteLength;
      dropped++;
    }
    this.#records.splice(0, dropped);
    return dropped;
  }

  /** Those whose ids are not known. */
  #unknown(records: readonly NewRecord[], now: number): readonly NewRecord[] {
    for (const [id, arrival] of this.#ids) {
      if (now - arrival <= limits.duplicateWindowMilliseconds && this.#ids.size <= limits.knownIds) break;
      this.#ids.delete(id);
    }
    const own = new Set<string>();
    return records.filter(({ id }) => {
      if (id === undefined) return true;
      const isKnown = this.#ids.has(id) || own.has(id);
      own.add(id);
      return !isKnown;
    });
  }

  /** Calls back on every append, until the function it returns is called. */
  onAppend(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  #conflict(expected: number): MillraceError {
    return new MillraceError('log-conflict', {
      what: `an append expected the last sequence ${expected} and the log has ${this.last}`,
      where: `at ${this.identity}`,
      fix: 'read the tail of the log before appending again',
    });
  }
}

function copyOf({ kind, key = '', payload, identity }: NewRecord, sequence: number, arrival: number): LogRecord {
  const record = { sequence, arrival, kind, key, payload: Uint8Array.from(payload) };
  return identity ? { ...record, identity: { ...identity } } : record;
}
