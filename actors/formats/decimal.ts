const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * The double nearest to the decimal in bytes[start, end): `-?\d+(\.\d+)?` with an optional exponent. NaN when it is none
 * or not finite.
 *
 * Up to 15 digits without exponent are exact: digits and power of ten are both doubles without error, so that one
 * division rounds once (William D. Clinger, "How to read floating point numbers accurately", 1990). The rest goes to
 * `Number`.
 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === 45;
  if (negative) at++;
  let mantissa = 0;
  let digits = 0;
  let point = -1;
  for (; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
    } else if (digit === -2 && point < 0 && digits > 0) point = digits;
    else return slowDecimal(bytes, start, end);
  }
  if (digits === 0 || digits > 15) return slowDecimal(bytes, start, end);
  if (point === digits) return Number.NaN;
  const value = point < 0 ? mantissa : mantissa / (POWERS[digits - point] as number);
  return negative ? -value : value;
}

function slowDecimal(bytes: Uint8Array, start: number, end: number): number {
  const text = Buffer.from(bytes.subarray(start, end)).toString('latin1');
  if (!DECIMAL.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}
