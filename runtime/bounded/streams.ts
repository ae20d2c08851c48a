import { type FileHandle, open } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { MillraceError, messageOf } from '../base/errors.ts';

/** Where a bounded run reads. */
export interface Source {
  /** Bytes in all; undefined when it isn't known. */
  readonly size: number | undefined;
  /** Fills the buffer as far as it can and resolves with the number of bytes; 0 at the end. */
  read(buffer: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** Where a bounded run writes. */
export interface Sink {
  write(pieces: readonly Uint8Array[]): Promise<void>;
  /** Resolves when all is handed over. */
  end(): Promise<void>;
}

/** @throws file-unreadable. */
export async function fileSource(path: string): Promise<Source> {
  try {
    const file = await open(path, 'r');
    const stat = await file.stat();
    return {
      size: stat.isFile() ? stat.size : undefined,
      read: async (buffer) => {
        try {
          return (await file.read(buffer, 0, buffer.length)).bytesRead;
        } catch (cause) {
          throw unreadable(path, cause);
        }
      },
      close: async () => await file.close(),
    };
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** A stream, such as standard input. */
export function streamSource(stream: Readable): Source {
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Uint8Array = new Uint8Array(0);
  return {
    size: undefined,
    read: async (buffer) => {
      let filled = 0;
      while (filled < buffer.length) {
        if (rest.length === 0) {
          const next = await pieces.next();
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
    close: async () => undefined,
  };
}

/** A file that is written anew. @throws file-unwritable. */
export async function fileSink(path: string): Promise<Sink> {
  let file: FileHandle;
  try {
    file = await open(path, 'w');
  } catch (cause) {
    throw unwritable(path, cause);
  }
  return {
    write: async (pieces) => {
      try {
        for (const piece of pieces) await writeWhole(file, piece);
      } catch (cause) {
        throw unwritable(path, cause);
      }
    },
    end: async () => await file.close(),
  };
}

async function writeWhole(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) {
    at += (await file.write(piece, at, piece.length - at)).bytesWritten;
  }
}

/** A stream, such as standard output; waits where its reader is slow. */
export function streamSink(stream: Writable): Sink {
  return {
    write: async (pieces) => {
      for (const piece of pieces) {
        await new Promise<void>((resolve, reject) => {
          stream.write(piece, (error) => (error ? reject(error) : resolve()));
        });
      }
    },
    end: async () => undefined,
  };
}

function unreadable(path: string, cause: unknown): MillraceError {
  return new MillraceError('file-unreadable', {
    what: messageOf(cause),
    where: `at ${path}`,
    fix: 'name a file that this user can read, or - for standard input',
    cause,
  });
}

function unwritable(path: string, cause: unknown): MillraceError {
  return new MillraceError('file-unwritable', {
    what: messageOf(cause),
    where: `at ${path}`,
    fix: 'name a file that this user can write, on a disk with space, or - for standard output',
    cause,
  });
}
