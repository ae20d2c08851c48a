import { writeDigits, writeInteger } from './digits.ts';

const ZERO = 0x30;
const DOT = 0x2e;
const TWO_26 = 2 ** 26;
const TWO_27 = 2 ** 27;
const TWO_53 = 2 ** 53;
const FIRST_DIGITS = 7;
const SECOND_DIGITS = 6;

/** The fraction that is left, in units of 2^-53: 27 and 26 bits. */
const limbs = new Float64Array(2);

/**
 * The shortest decimal text that reads back as the same double, for one in [1, 1e9) that is no integer: free-format digit
 * generation by Steele and White (How to Print Floating-Point Numbers Accurately, 1990), in fixed point, since the
 * fraction has at most 52 bits. Digits end as soon as what is left is nearer to 0 or 1 than half the distance between
 * two doubles. Once that holds it holds for every further digit, so that it is enough to look after several at a time.
 */
export function writeShortest(value: number, bytes: Uint8Array, start: number): number {
  const whole = value | 0;
  const fraction = (value - whole) * TWO_53;
  const half = 2 ** (31 - Math.clz32(whole));
  split(fraction);
  let at = writeInteger(whole, bytes, start);
  bytes[at++] = DOT;
  let reached = half;
  const first = take(1e7);
  if (isOpen(half * 1e7)) {
    writeDigits(first, bytes, at, at + FIRST_DIGITS);
    at += FIRST_DIGITS;
    reached *= 1e7;
    const left = joined();
    if (whole < 1024) {
      const second = take(1e6);
      if (isOpen(reached * 1e6)) {
        writeDigits(second, bytes, at, at + SECOND_DIGITS);
        at += SECOND_DIGITS;
        reached *= 1e6;
      } else split(left);
    }
  } else split(fraction);
  return writeLast(reached, bytes, at);
}

/** One digit after the other until no more is needed. */
function writeLast(from: number, bytes: Uint8Array, start: number): number {
  let half = from;
  let at = start;
  for (;;) {
    const digit = take(10);
    half *= 10;
    const rest = joined();
    // Neither is ever equal: a number half-way between two doubles has more digits than are ever written.
    const enough = rest < half;
    const over = rest > TWO_53 - half;
    if (enough || over) {
      const up = over && (!enough || rest > TWO_53 / 2 || (rest === TWO_53 / 2 && digit % 2 === 1));
      bytes[at] = ZERO + digit + (up ? 1 : 0);
      return at + 1;
    }
    bytes[at++] = ZERO + digit;
  }
}

function split(fraction: number): void {
  const high = Math.floor(fraction / TWO_26);
  limbs[0] = high;
  limbs[1] = fraction - high * TWO_26;
}

/** Multiplies the fraction by a power of ten up to 1e7 and takes off the digits before the point. Exact: below 2^53. */
function take(power: number): number {
  const product = (limbs[1] as number) * power;
  const carry = Math.floor(product / TWO_26);
  limbs[1] = product - carry * TWO_26;
  const sum = (limbs[0] as number) * power + carry;
  const digits = Math.floor(sum / TWO_27);
  limbs[0] = sum - digits * TWO_27;
  return digits | 0;
}

/** True when the digits so far don't name the double yet. Needs half < 2^53. */
function isOpen(half: number): boolean {
  const rest = joined();
  return rest > half && rest < TWO_53 - half;
}

function joined(): number {
  return (limbs[0] as number) * TWO_26 + (limbs[1] as number);
}
