import { type Clock, systemClock } from '../../runtime/base/clock.ts';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import { isMerged, type Log, type LogName, type LogStore, sourcesOf } from '../log.ts';
import { MergedLog } from '../merged-log.ts';
import { SqliteCopyingLog } from './copying-log.ts';
import { SqliteFile } from './file.ts';
import { SqliteLog } from './log.ts';
import { logFile, mergedLogFile, newLogFile } from './log-file.ts';
import type { FileKind, Sync } from './open-file.ts';
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

type LogClass<L> = new (file: SqliteFile, clock: Clock, duplicateWindow: number, onClose: () => void) => L;

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
    if (!isMerged(name)) return this.#openOne(name, logFile, SqliteLog);
    if (this.#readOnly) return this.#openOne(name, mergedLogFile, SqliteLog);
    const merged = this.#openOne(name, mergedLogFile, SqliteCopyingLog);
    return new MergedLog(
      merged,
      sourcesOf(name).map((source) => this.#openOne(source, logFile, SqliteLog)),
    );
  }

  /** All of a tenant's are in one folder. */
  async remove(tenant: string): Promise<void> {
    removeFiles(logFolder(this.#folder, tenant));
  }

  /** Closes every log that it opened. */
  async close(): Promise<void> {
    for (const log of [...this.#open]) await log.close();
  }

  #openOne<L extends SqliteLog>(name: LogName, kind: FileKind, Kind: LogClass<L>): L {
    const path = logPath(this.#folder, name);
    const file = this.#readOnly
      ? SqliteFile.openReadOnly(path, kind)
      : SqliteFile.open(path, newLogFile(this.#clock, kind), this.#sync);
    if (!file) throw notFound(path);
    try {
      const log: L = new Kind(file, this.#clock, this.#duplicateWindow, () => this.#open.delete(log));
      this.#open.add(log);
      return log;
    } catch (thrown) {
      file.close();
      throw thrown;
    }
  }
}

function notFound(path: string): MillraceError {
  return new MillraceError('log-not-found', {
    what: 'there is no such log yet',
    where: `at ${path}`,
    fix: 'check the tenant and the folder, or start the runtime or a producer first',
  });
}
