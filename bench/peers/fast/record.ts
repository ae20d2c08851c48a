const COMMA = 0x2c;
const ZERO = 0x30;
const POWERS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MOST_ID_DIGITS = 16;
const EXACT_DIGITS = 15;
const WRONG = -1;
const NO_DIGITS = -100_000;

/**
 * Reads `bts-csv` lines from bytes without making an object or a string. A line must end with a line feed that is in the
 * buffer: no field before the last may hold one, so that reading stops there at the latest.
 */
export class FastRecord {
  station = 0;
  sensor = 0;
  alarm = 0;
  /** Seconds since 1970-01-01Z. */
  second = 0;
  value = 0;
  active = false;
  #number = 0;
  #date = -1;
  #day = 0;

  /** Reads the line that starts at `start`; returns the position of its line feed, or -1 when the line is wrong. */
  read(bytes: Uint8Array, start: number): number {
    let at = this.#id(bytes, start);
    if (at === WRONG) return WRONG;
    this.station = this.#number;
    at = this.#id(bytes, at);
    if (at === WRONG) return WRONG;
    this.sensor = this.#number;
    at = this.#id(bytes, at);
    if (at === WRONG) return WRONG;
    this.alarm = this.#number;
    at = this.#time(bytes, at);
    if (at === WRONG) return WRONG;
    at = this.#decimal(bytes, at);
    if (at === WRONG) return WRONG;
    this.value = this.#number;
    at = this.#decimal(bytes, at);
    if (at === WRONG) return WRONG;
    return this.#tail(bytes, at);
  }

  /** Digits without a leading zero, at most 2^53 - 1, and a comma. */
  #id(bytes: Uint8Array, start: number): number {
    let value = 0;
    let at = start;
    for (;;) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
      at++;
    }
    const digits = at - start;
    if (bytes[at] !== COMMA || digits === 0 || digits > MOST_ID_DIGITS || value > Number.MAX_SAFE_INTEGER) return WRONG;
    if (digits > 1 && bytes[start] === ZERO) return WRONG;
    this.#number = value;
    return at + 1;
  }

  /** `yyyy-MM-dd HH:mm:ss UTC,` */
  #time(bytes: Uint8Array, at: number): number {
    const year = pair(bytes, at) * 100 + pair(bytes, at + 2);
    const month = pair(bytes, at + 5);
    const day = pair(bytes, at + 8);
    const hour = pair(bytes, at + 11);
    const minute = pair(bytes, at + 14);
    const second = pair(bytes, at + 17);
    if (hour >>> 0 > 23 || minute >>> 0 > 59 || second >>> 0 > 59) return WRONG;
    if (year < 0 || (month - 1) >>> 0 > 11 || (day - 1) >>> 0 > 30) return WRONG;
    if (bytes[at + 4] !== 0x2d || bytes[at + 7] !== 0x2d || bytes[at + 10] !== 0x20) return WRONG;
    if (bytes[at + 13] !== 0x3a || bytes[at + 16] !== 0x3a || bytes[at + 19] !== 0x20) return WRONG;
    if (bytes[at + 20] !== 0x55 || bytes[at + 21] !== 0x54 || bytes[at + 22] !== 0x43 || bytes[at + 23] !== COMMA)
      return WRONG;
    const date = (year * 16 + month) * 32 + day;
    if (date !== this.#date) {
      if (day > (DAYS[month] as number) && !(month === 2 && day === 29 && isLeap(year))) return WRONG;
      this.#date = date;
      this.#day = daysSinceEpoch(year, month, day);
    }
    this.second = this.#day * 86400 + hour * 3600 + minute * 60 + second;
    return at + 24;
  }

  /** `-?\d+(\.\d+)?` with an exponent allowed, finite, and a comma. */
  #decimal(bytes: Uint8Array, start: number): number {
    const negative = bytes[start] === 0x2d;
    const first = negative ? start + 1 : start;
    let value = 0;
    let at = first;
    for (;;) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
      at++;
    }
    if (at === first) return WRONG;
    let digits = at - first;
    let fraction = 0;
    if (bytes[at] === 0x2e) {
      const dot = at++;
      for (;;) {
        const digit = (bytes[at] as number) - ZERO;
        if (digit >>> 0 > 9) break;
        value = value * 10 + digit;
        at++;
      }
      fraction = at - dot - 1;
      if (fraction === 0) return WRONG;
      digits += fraction;
    }
    if (bytes[at] !== COMMA || digits > EXACT_DIGITS) return this.#slowDecimal(bytes, start, at);
    // Both are exact, so the quotient is the nearest double (Clinger's fast path).
    value /= POWERS[fraction] as number;
    this.#number = negative ? -value : value;
    return at + 1;
  }

  #slowDecimal(bytes: Uint8Array, start: number, from: number): number {
    let at = from;
    if (bytes[at] === 0x65 || bytes[at] === 0x45) {
      at++;
      if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++;
      const first = at;
      while (((bytes[at] as number) - ZERO) >>> 0 <= 9) at++;
      if (at === first) return WRONG;
    }
    if (bytes[at] !== COMMA) return WRONG;
    this.#number = Number(Buffer.from(bytes.buffer, bytes.byteOffset + start, at - start).toString('latin1'));
    return Number.isFinite(this.#number) ? at + 1 : WRONG;
  }

  /** `True,` or `False,` and a last field without a comma, whose bytes don't matter. */
  #tail(bytes: Uint8Array, start: number): number {
    let at = start;
    this.active = bytes[at] === 0x54;
    if (this.active) {
      if (bytes[at + 1] !== 0x72 || bytes[at + 2] !== 0x75 || bytes[at + 3] !== 0x65) return WRONG;
      at += 4;
    } else {
      if (bytes[at] !== 0x46 || bytes[at + 1] !== 0x61 || bytes[at + 2] !== 0x6c) return WRONG;
      if (bytes[at + 3] !== 0x73 || bytes[at + 4] !== 0x65) return WRONG;
      at += 5;
    }
    if (bytes[at++] !== COMMA) return WRONG;
    while (bytes[at] !== 0x0a) if (bytes[at++] === COMMA) return WRONG;
    return at;
  }
}

/** Two digits; far below zero when they are none. */
function pair(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? NO_DIGITS : tens * 10 + ones;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, days_from_civil). */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
}
