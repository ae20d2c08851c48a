import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pino } from 'pino';
import { MillraceError, messageOf } from '../base/errors.ts';
import type { LogSink } from '../base/log-sink.ts';

/** The runtime's log: JSON, a line each. */
export interface Logger {
  readonly log: LogSink;
  /** Writes what is buffered and closes the file. */
  close(): void;
}

/** How much is logged, and into which file; without one to standard output. */
export interface LoggerOptions {
  readonly level: string;
  readonly file?: string;
}

/** Opens a log. A file is appended to. @throws file-unwritable. */
export function openLogger({ level, file }: LoggerOptions): Logger {
  const destination = file === undefined ? pino.destination({ fd: 1, sync: true }) : openFile(file);
  const logger = pino({ level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    log: (at, message, fields) => logger[at](fields, message),
    close: () => {
      destination.flushSync();
      if (file !== undefined) destination.end();
    },
  };
}

function openFile(file: string) {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return pino.destination({ dest: file, append: true, sync: true });
  } catch (cause) {
    throw new MillraceError('file-unwritable', {
      what: `the log file cannot be written (${messageOf(cause)})`,
      where: `at ${file}`,
      fix: 'set logs.file to a file in a folder that this user can write',
      cause,
    });
  }
}
