import type { ErrorCode } from '../../runtime/base/error-codes.ts';
import { MillraceError, messageOf, systemCodeOf } from '../../runtime/base/errors.ts';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that are told apart. */
const PERMISSION = 3;
const BUSY = 5;
const LOCKED = 6;
const READ_ONLY = 8;
const INPUT_OUTPUT = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NO_DATABASE = 26;

/** What a data file is to people, and the code for one that cannot be used. */
export interface FileNoun {
  /** Such as `log`. */
  readonly noun: string;
  readonly damaged: ErrorCode;
}

/** SQLite's primary result code of an error, or undefined when SQLite did not throw it. */
export function resultCodeOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('errcode' in thrown)) return undefined;
  return typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : undefined;
}

/** Whether another connection holds a lock that is needed. */
export function isBusy(thrown: unknown): boolean {
  const code = resultCodeOf(thrown);
  return code === BUSY || code === LOCKED;
}

/**
 * An error of SQLite or of the file system as one that a person can act on: `file-busy`, `folder-unusable`, or the code
 * for a damaged file. Any other error stays as it is.
 */
export function failureOf(thrown: unknown, path: string, file: FileNoun): unknown {
  const code = resultCodeOf(thrown);
  if (code === undefined) return systemCodeOf(thrown)?.startsWith('E') ? fileSystemFailure(thrown, path, file) : thrown;
  const parts = { where: `at ${path}`, cause: thrown };
  switch (code) {
    case BUSY:
    case LOCKED:
      return new MillraceError('file-busy', {
        ...parts,
        what: `the ${file.noun} stayed locked by another process`,
        fix: 'find the process that holds it open in a transaction, or try again',
      });
    case PERMISSION:
    case READ_ONLY:
    case INPUT_OUTPUT:
    case FULL:
      return new MillraceError('folder-unusable', {
        ...parts,
        what: `the ${file.noun} could not be read or written (${messageOf(thrown)})`,
        fix: 'check the permissions of the folder and the space on its disk',
      });
    // Also where the process has as many files open as it may; SQLite doesn't tell which.
    case CANNOT_OPEN:
      return new MillraceError('folder-unusable', {
        ...parts,
        what: `the ${file.noun} could not be opened (${messageOf(thrown)})`,
        fix: "check the folder's permissions, the space on its disk, and how many files a process may have open (`ulimit -n`)",
      });
    default:
      return new MillraceError(file.damaged, {
        ...parts,
        what: code === NO_DATABASE ? `the file is no ${file.noun}` : damageText(code, thrown, file),
        fix: 'put the file back from a backup, or move it away to start anew',
      });
  }
}

function damageText(code: number, thrown: unknown, file: FileNoun): string {
  return `the ${file.noun} ${code === CORRUPT ? 'is damaged' : 'cannot be used'} (${messageOf(thrown)})`;
}

function fileSystemFailure(thrown: unknown, path: string, file: FileNoun): unknown {
  // Node's own errors (ERR_...) are faults of the program, not of the folder.
  if (systemCodeOf(thrown)?.startsWith('ERR_')) return thrown;
  return new MillraceError('folder-unusable', {
    what: `the folder of the ${file.noun} could not be used (${messageOf(thrown)})`,
    where: `at ${path}`,
    fix: 'name a folder that can be created and written',
    cause: thrown,
  });
}
