import type { StatementSync } from 'node:sqlite';
import { limits } from '../../runtime/base/limits.ts';
import type { NewRecord } from '../log.ts';
import type { SqliteFile } from './file.ts';

/** Made when the first id comes: most logs never get one. */
const TABLE = `CREATE TABLE IF NOT EXISTS ids (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  arrival INTEGER NOT NULL) STRICT`;
/** Ids forgotten in one append, at most: more than an append brings. */
const FORGOTTEN_AT_ONCE = 2 * limits.appendRecords;

interface Known {
  readonly number: number;
  readonly arrival: number;
}

interface Statements {
  readonly learn: StatementSync;
  readonly oldest: StatementSync;
  readonly newest: StatementSync;
  readonly forget: StatementSync;
}

/**
 * The ids of the records that came to a log lately, in the log's own file and transactions, so that a record that is sent again
 * is stored once. An id is known for the window at least, unless `limits.knownIds` newer ones came.
 */
export class KnownIds {
  readonly #file: SqliteFile;
  readonly #window: number;
  readonly #most: number;
  #statements: Statements | undefined;

  /** @param window milliseconds. @param most ids that are known at once. */
  constructor(file: SqliteFile, window: number, most: number = limits.knownIds) {
    this.#file = file;
    this.#window = window;
    this.#most = most;
  }

  /** Makes ready for these records. Outside a transaction, whose end could undo it. */
  prepareFor(records: readonly NewRecord[]): void {
    if (this.#statements === undefined && records.some(hasId)) this.#statements = prepare(this.#file);
  }

  /** The records to store, their ids learned: all but those whose ids are known. Inside the transaction. */
  admit(records: readonly NewRecord[], now: number): readonly NewRecord[] {
    const statements = this.#statements;
    if (statements === undefined || !records.some(hasId)) return records;
    this.#forget(statements, now);
    return records.filter(({ id }) => id === undefined || statements.learn.run(id, now).changes === 1);
  }

  /** Arrivals never go back, so the oldest come first. */
  #forget({ oldest, newest, forget }: Statements, now: number): void {
    const { number } = newest.get() as { number: number | null };
    const bound = (number ?? 0) - this.#most;
    const isDue = (row: Known): boolean => now - row.arrival > this.#window || row.number <= bound;
    const [first] = oldest.all(1) as unknown as readonly Known[];
    if (first === undefined || !isDue(first)) return;
    const last = (oldest.all(FORGOTTEN_AT_ONCE) as unknown as readonly Known[]).findLast(isDue);
    forget.run(last?.number ?? first.number);
  }
}

function hasId({ id }: NewRecord): boolean {
  return id !== undefined;
}

function prepare(file: SqliteFile): Statements {
  const make = file.prepare(TABLE);
  file.read(() => make.run());
  return {
    learn: file.prepare('INSERT INTO ids (id, arrival) VALUES (?, ?) ON CONFLICT (id) DO NOTHING'),
    oldest: file.prepare('SELECT number, arrival FROM ids ORDER BY number LIMIT ?'),
    newest: file.prepare('SELECT max(number) AS number FROM ids'),
    forget: file.prepare('DELETE FROM ids WHERE number <= ?'),
  };
}
