import type { StatementSync } from 'node:sqlite';
import type { Clock } from '../../runtime/base/clock.ts';
import type { LogRecord } from '../log.ts';
import type { CopyingLog } from '../merged-log.ts';
import type { SqliteFile } from './file.ts';
import { SqliteLog } from './log.ts';

/**
 * A log that takes copies: a source's records and how far it was copied are stored in one transaction, and a unique index on
 * (source, sequence there) refuses a second copy.
 */
export class SqliteCopyingLog extends SqliteLog implements CopyingLog {
  readonly #file: SqliteFile;
  readonly #upTo: StatementSync;
  readonly #advance: StatementSync;
  readonly #mark: StatementSync;

  constructor(file: SqliteFile, clock: Clock, duplicateWindow: number, onClose?: () => void) {
    super(file, clock, duplicateWindow, onClose);
    this.#file = file;
    this.#upTo = file.prepare('SELECT up_to AS upTo FROM sources WHERE source = ?');
    this.#advance = file.prepare(`INSERT INTO sources (source, up_to) VALUES (?, ?)
      ON CONFLICT (source) DO UPDATE SET up_to = excluded.up_to`);
    this.#mark = file.prepare('UPDATE records SET source = ?, original = ? WHERE sequence = ?');
  }

  async copiedUpTo(source: number): Promise<number> {
    return this.#file.read(() => this.#known(source));
  }

  async copy(source: number, records: readonly LogRecord[], upTo: number): Promise<void> {
    this.storeBy(() => {
      const known = this.#known(source);
      const fresh = records.filter(({ sequence }) => sequence > known);
      const last = this.storeIn(fresh);
      for (const [i, { sequence }] of fresh.entries()) this.#mark.run(source, sequence, last - fresh.length + 1 + i);
      this.#advance.run(source, Math.max(known, upTo));
      return last;
    });
  }

  #known(source: number): number {
    return (this.#upTo.get(source) as { upTo: number } | undefined)?.upTo ?? 0;
  }
}
