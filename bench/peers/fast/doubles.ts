import { writeInteger } from '../../../runtime/base/digits.ts';
import { writeShortest } from '../../../runtime/base/shortest.ts';

const ZERO = 0x30;
const DOT = 0x2e;
const MINUS = 0x2d;

/** Writes a finite double as JSON.stringify does; returns its end. */
export function writeDouble(value: number, bytes: Uint8Array, at: number): number {
  if (!(value >= 0)) {
    if (value > -1e9) {
      bytes[at] = MINUS;
      return writeDouble(-value, bytes, at + 1);
    }
    return writeText(String(value), bytes, at);
  }
  if (value < 1e9) {
    // A double that is the nearest to a number of at most 15 digits has that number for its shortest text.
    const hundredths = Math.round(value * 100);
    if (hundredths / 100 === value) return writeHundredths(hundredths, bytes, at);
    if (value >= 1) return writeShortest(value, bytes, at);
  }
  return writeText(String(value), bytes, at);
}

function writeHundredths(value: number, bytes: Uint8Array, start: number): number {
  const whole = Math.floor(value / 100);
  const rest = value - whole * 100;
  const at = writeInteger(whole, bytes, start);
  if (rest === 0) return at;
  const tens = (rest / 10) | 0;
  const ones = rest - tens * 10;
  bytes[at] = DOT;
  bytes[at + 1] = ZERO + tens;
  if (ones === 0) return at + 2;
  bytes[at + 2] = ZERO + ones;
  return at + 3;
}

function writeText(text: string, bytes: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}
