import { constants, openSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { MillraceError, messageOf } from '../base/errors.ts';

/** Where a bounded run reads. */
export interface Source {
  /** Bytes in all; undefined when it isn't known. */
  readonly size: number | undefined;
  /** Fills the buffer as far as it can and resolves with the number of bytes; 0 at the end. @throws file-unreadable. */
  read(buffer: Uint8Array): Promise<number>;
  /** Ends it, also in the middle of a read. */
  close(): Promise<void>;
}

/** A file, or a named pipe. @throws file-unreadable. */
export async function fileSource(path: string): Promise<Source> {
  try {
    const kind = await stat(path);
    if (kind.isDirectory()) throw new Error('it is a folder');
    return kind.isFIFO() ? pipeSource(path) : await regularSource(path, kind.isFile() ? kind.size : undefined);
  } catch (cause) {
    throw unreadable(`at ${path}`, cause);
  }
}

/** A stream, such as standard input. @param name for errors, such as `standard input`. */
export function streamSource(stream: Readable, name: string): Source {
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Uint8Array = new Uint8Array(0);
  return {
    size: undefined,
    read: async (buffer) => {
      let filled = 0;
      while (filled < buffer.length) {
        if (rest.length === 0) {
          const next = await pieces.next().catch((cause: unknown) => {
            throw unreadable(name, cause);
          });
          if (next.done === true) break;
          rest = next.value;
        }
        const taken = rest.subarray(0, buffer.length - filled);
        buffer.set(taken, filled);
        filled += taken.length;
        rest = rest.subarray(taken.length);
      }
      return filled;
    },
    close: async () => {
      stream.destroy();
    },
  };
}

async function regularSource(path: string, size: number | undefined): Promise<Source> {
  const file = await open(path, 'r');
  return {
    size,
    read: async (buffer) => {
      try {
        return (await file.read(buffer, 0, buffer.length)).bytesRead;
      } catch (cause) {
        throw unreadable(`at ${path}`, cause);
      }
    },
    close: async () => await file.close(),
  };
}

/** Opened without waiting for a writer: a thread that waits in the system would hold the end of the process up. */
function pipeSource(path: string): Source {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return streamSource(new Socket({ fd, readable: true, writable: false }), `at ${path}`);
}

/** @param where such as `at alarms.csv`. */
export function unreadable(where: string, cause: unknown): MillraceError {
  return new MillraceError('file-unreadable', {
    what: messageOf(cause),
    where,
    fix: 'name a file that this user can read, or - for standard input',
    cause,
  });
}
