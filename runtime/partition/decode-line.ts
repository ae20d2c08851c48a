import type { Event } from '../../actors/event.ts';
import type { Format } from '../../actors/formats/format.ts';

/**
 * Decodes bytes[start, end), a line without its newline, into `event`. Returns '' or why it is a wrong line.
 *
 * @param maxBytes a longer line is wrong.
 */
export function decodeLine(
  format: Format,
  maxBytes: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  event: Event,
): string {
  if (end - start > maxBytes) return `it is longer than ${maxBytes} bytes`;
  return format.decode(bytes, start, end, event);
}

/** Whether an event is of a key, given in its canonical spelling. */
export function isOfKey(event: Event, key: string): boolean {
  if (event.keyLength !== key.length) return false;
  const { keyBytes } = event;
  for (let i = 0; i < key.length; i++) if (keyBytes[i] !== key.charCodeAt(i)) return false;
  return true;
}
