import { type FileHandle, open } from 'node:fs/promises';
import { MillraceError, messageOf } from '../base/errors.ts';

/** Where a bounded run writes. */
export interface Sink {
  /** Resolves when the pieces may be changed and more may be written. @throws file-unwritable. */
  write(pieces: readonly Uint8Array[]): Promise<void>;
  /** Resolves when all is handed over. */
  end(): Promise<void>;
}

/** A file that is written anew. @throws file-unwritable. */
export async function fileSink(path: string): Promise<Sink> {
  const file = await trying(path, async () => await open(path, 'w'));
  return {
    write: async (pieces) =>
      await trying(path, async () => {
        for (const piece of pieces) await writeWhole(file, piece);
      }),
    end: async () => await trying(path, async () => await file.close()),
  };
}

async function writeWhole(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) {
    at += (await file.write(piece, at, piece.length - at)).bytesWritten;
  }
}

async function trying<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new MillraceError('file-unwritable', {
      what: messageOf(cause),
      where: `at ${path}`,
      fix: 'name a file that this user can write, on a disk with space, or - for standard output',
      cause,
    });
  }
}
