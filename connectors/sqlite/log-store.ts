import { type Clock, systemClock } from '../../runtime/base/clock.ts';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { Log, LogName, LogStore } from '../log.ts';
import { SqliteFile } from './file.ts';
import { SqliteLog } from './log.ts';
import { logFile, newLogFile } from './log-file.ts';
import type { Sync } from './open-file.ts';
import { logFolder, logPath } from './paths.ts';
import { removeFiles } from './removal.ts';

export interface SqliteLogOptions {
  /**
   * `normal` (default): an acknowledged append survives the death of the process, not always the loss of power.
   * `full`: that too, at the price of an fsync an append.
   */
  readonly sync?: Sync;
  /** Open logs to read them alone: none is created, and nothing can be appended, acked or trimmed. Default false. */
  readonly readOnly?: boolean;
  /** Milliseconds for which a log knows the ids of what was sent. Default `limits.duplicateWindowMilliseconds`. */
  readonly duplicateWindow?: number;
  /** Where arrival times come from. Default: the system's clock. */
  readonly clock?: Clock;
}

/** The logs of a data folder, a file each: `<folder>/logs/<tenant>/<partition>.<direction>.sqlite`. */
export class SqliteLogStore implements LogStore {
  readonly #folder: string;
  readonly #sync: Sync;
  readonly #readOnly: boolean;
  readonly #duplicateWindow: number;
  readonly #clock: Clock;
  readonly #open = new Set<SqliteLog>();

  constructor(folder: string, options: SqliteLogOptions = {}) {
    this.#folder = folder;
    this.#sync = options.sync ?? 'normal';
    this.#readOnly = options.readOnly ?? false;
    this.#duplicateWindow = options.duplicateWindow ?? limits.duplicateWindowMilliseconds;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Opens a log; each call has a connection of its own. Throws `log-unusable` for a damaged or foreign file,
   * `log-not-found` when a log to be read alone isn't there, `folder-unusable`, `file-busy`.
   */
  async open(name: LogName): Promise<Log> {
    const path = logPath(this.#folder, name);
    const file = this.#readOnly
      ? SqliteFile.openReadOnly(path, logFile)
      : SqliteFile.open(path, newLogFile(this.#clock), this.#sync);
    if (!file) throw notFound(path);
    try {
      const forget = (): boolean => this.#open.delete(log);
      const log: SqliteLog = new SqliteLog(file, this.#clock, this.#duplicateWindow, forget);
      this.#open.add(log);
      return log;
    } catch (thrown) {
      file.close();
      throw thrown;
    }
  }

  /** All of a tenant's are in one folder. */
  async remove(tenant: string): Promise<void> {
    removeFiles(logFolder(this.#folder, tenant));
  }

  /** Closes every log that it opened. */
  async close(): Promise<void> {
    for (const log of [...this.#open]) await log.close();
  }
}

function notFound(path: string): MillraceError {
  return new MillraceError('log-not-found', {
    what: 'there is no such log yet',
    where: `at ${path}`,
    fix: 'check the tenant and the folder, or start the runtime or a producer first',
  });
}
