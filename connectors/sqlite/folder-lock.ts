import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../../runtime/base/clock.ts';
import { MillraceError, messageOf } from '../../runtime/base/errors.ts';
import { isBusy } from './failures.ts';
import { type RuntimeInfo, readInfo, removeInfo, writeInfo } from './runtime-info.ts';

/** Milliseconds to wait for the lock: longer than a look by {@link readRuntimeInfo}, short for a person. */
const PATIENCE_MILLISECONDS = 500;

// A connection that is collected as garbage gives its lock back: these are held on to.
const held = new Set<DatabaseSync>();

/**
 * One process's ownership of a data folder: an exclusive lock on `lock.sqlite`, which the operating system frees when
 * the process ends in any way. It holds on one machine's file system, not on a network's. `lock.sqlite` must not be
 * opened by other means in the same process: closing it would free the lock.
 */
export class FolderLock {
  readonly folder: string;
  readonly #db: DatabaseSync;
  #info: RuntimeInfo;

  /** Use {@link acquireFolderLock}. */
  constructor(folder: string, db: DatabaseSync, info: RuntimeInfo) {
    this.folder = folder;
    this.#db = db;
    this.#info = info;
    held.add(db);
  }

  /** What the folder's `runtime.json` says. */
  get info(): RuntimeInfo {
    return this.#info;
  }

  /** Changes what others read about this runtime. Throws `folder-unusable`, also after the lock was released. */
  publish(change: Partial<Pick<RuntimeInfo, 'api' | 'name'>>): void {
    if (!held.has(this.#db)) throw unusable(this.folder, 'its lock was released');
    this.#info = { ...this.#info, ...change };
    usable(this.folder, () => writeInfo(this.folder, this.#info));
  }

  /** Lets another runtime have the folder. Releasing twice is no error. Throws `folder-unusable`. */
  release(): void {
    if (!held.delete(this.#db)) return;
    try {
      // While the lock is still held, or the next owner's file would go.
      usable(this.folder, () => removeInfo(this.folder));
    } finally {
      this.#db.close();
    }
  }
}

/**
 * Takes a data folder for this process and says so in its `runtime.json`. The folder is created where it is missing.
 * Throws `folder-locked` when another runtime holds it and `folder-unusable` when it cannot be created or written.
 */
export function acquireFolderLock(folder: string, info: Pick<RuntimeInfo, 'name'> & Partial<RuntimeInfo>): FolderLock {
  const startedAt = new Date(systemClock.now()).toISOString();
  const whole: RuntimeInfo = { pid: process.pid, startedAt, api: null, ...info };
  const db = usable(folder, () => {
    mkdirSync(folder, { recursive: true });
    return new DatabaseSync(lockPath(folder), { timeout: PATIENCE_MILLISECONDS });
  });
  try {
    db.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    usable(folder, () => writeInfo(folder, whole));
  } catch (thrown) {
    db.close();
    throw isBusy(thrown) ? lockedBy(folder) : failed(folder, thrown);
  }
  return new FolderLock(folder, db, whole);
}

/** Who runs on a data folder now; undefined when nobody holds its lock. Creates nothing. Throws `folder-unusable`. */
export function readRuntimeInfo(folder: string): RuntimeInfo | undefined {
  if (!existsSync(lockPath(folder))) return undefined;
  return usable(folder, () => (isHeld(lockPath(folder)) ? readInfo(folder) : undefined));
}

/** A shared lock is tried: it keeps no other look out, and a runtime that starts waits for it. */
function isHeld(path: string): boolean {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 0 });
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (thrown) {
    if (isBusy(thrown)) return true;
    throw thrown;
  } finally {
    db.close();
  }
}

function lockPath(folder: string): string {
  return join(folder, 'lock.sqlite');
}

function lockedBy(folder: string): MillraceError {
  const owner = readInfo(folder);
  return new MillraceError('folder-locked', {
    what: owner
      ? `process ${owner.pid} (${owner.name}) has been running on the data folder since ${owner.startedAt}`
      : 'another process is running on the data folder',
    where: `at ${folder}`,
    fix: `stop ${owner ? `it (kill ${owner.pid})` : 'it'}, or give this runtime a folder of its own`,
  });
}

function usable<T>(folder: string, action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    throw failed(folder, thrown);
  }
}

function failed(folder: string, thrown: unknown): MillraceError {
  return thrown instanceof MillraceError ? thrown : unusable(folder, messageOf(thrown), thrown);
}

function unusable(folder: string, reason: string, cause?: unknown): MillraceError {
  return new MillraceError('folder-unusable', {
    what: `the data folder could not be used (${reason})`,
    where: `at ${folder}`,
    fix: 'name a folder that this user can create and write, on a disk with space',
    cause,
  });
}
