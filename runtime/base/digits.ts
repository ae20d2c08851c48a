const ZERO = 0x30;

/** Writes an integer in [0, 2^53) in decimal digits; returns its end. */
export function writeInteger(value: number, bytes: Uint8Array, at: number): number {
  if (value >= 2147483648) {
    const high = Math.floor(value / 1e9);
    const end = writeInteger(high, bytes, at) + 9;
    writeDigits((value - high * 1e9) | 0, bytes, end - 9, end);
    return end;
  }
  const end = at + digitsOf(value);
  writeDigits(value, bytes, at, end);
  return end;
}

/** Writes the last `end - start` digits of an integer in [0, 2^31), with leading zeros. */
export function writeDigits(value: number, bytes: Uint8Array, start: number, end: number): void {
  let rest = value;
  for (let i = end - 1; i >= start; i--) {
    const next = (rest / 10) | 0;
    bytes[i] = ZERO + rest - next * 10;
    rest = next;
  }
}

function digitsOf(value: number): number {
  if (value < 10) return 1;
  if (value < 100) return 2;
  if (value < 1000) return 3;
  if (value < 10_000) return 4;
  let digits = 5;
  for (let bound = 100_000; bound <= value; bound *= 10) digits++;
  return digits;
}
