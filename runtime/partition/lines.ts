const LF = 10;
const CR = 13;

/**
 * Calls `each` with the bounds of every record in bytes[0, end): a line each, a CR before its LF dropped, a final newline
 * starting none. No bytes at all are one empty record. `line` counts from 1 where there are several, and is 0 where there is one.
 */
export function eachLine(
  bytes: Uint8Array,
  end: number,
  each: (start: number, end: number, line: number) => void,
): void {
  let start = 0;
  for (let line = 1; ; line++) {
    const found = bytes.indexOf(LF, start);
    const newline = found < 0 || found >= end ? -1 : found;
    if (newline < 0) {
      if (start < end || start === 0) each(start, end, line === 1 ? 0 : line);
      return;
    }
    const isOnly = line === 1 && newline + 1 === end;
    each(start, newline > start && bytes[newline - 1] === CR ? newline - 1 : newline, isOnly ? 0 : line);
    start = newline + 1;
    if (start === end) return;
  }
}
