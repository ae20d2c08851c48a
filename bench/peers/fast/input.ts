import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1024 * 1024;
const LF = 0x0a;

/** Takes whole lines, each ended by a line feed: those in bytes[0, end). */
export type OnLines = (bytes: Uint8Array, end: number) => void;

/** Reads a file in chunks and hands on whole lines; a last line without a line feed gets one. */
export function readLines(path: string, onLines: OnLines): void {
  const file = openSync(path, 'r');
  let buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let filled = 0;
  for (;;) {
    // One byte stays free for the line feed of a last line without one.
    if (filled >= buffer.length - 1) buffer = doubled(buffer, filled);
    const read = readSync(file, buffer, filled, buffer.length - 1 - filled, null);
    if (read === 0) break;
    filled += read;
    const end = buffer.subarray(0, filled).lastIndexOf(LF) + 1;
    if (end === 0) continue;
    onLines(buffer, end);
    buffer.copyWithin(0, end, filled);
    filled -= end;
  }
  closeSync(file);
  if (filled === 0) return;
  buffer[filled] = LF;
  onLines(buffer, filled + 1);
}

function doubled(buffer: Buffer<ArrayBuffer>, filled: number): Buffer<ArrayBuffer> {
  const grown = Buffer.allocUnsafeSlow(buffer.length * 2);
  buffer.copy(grown, 0, 0, filled);
  return grown;
}
