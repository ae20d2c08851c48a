import { FNV_OFFSET, FNV_PRIME, hashBytes } from '../../runtime/base/fnv.ts';
import type { Event } from '../event.ts';
import { parseDecimal } from './decimal.ts';
import { parseEventTime } from './event-time.ts';
import type { Format } from './format.ts';

const COMMA = 44;
const DASH = 45;
const ZERO = 48;
const NINE = 57;
const EVENT_TIME_BYTES = 23;

/**
 * The field's own format: `station_id,datapoint_id,alarm_id,event_time,value,valueThreshold,isActive,storedtime`, eight
 * fields without quoting. The ids are decimal digits without leading zeros, at most 2^53-1; the event time is
 * `yyyy-MM-dd HH:mm:ss UTC`; value and threshold are finite decimals; isActive is `True` or `False`; storedtime is ignored.
 */
export class BtsCsv implements Format {
  #id = 0;
  #idEnd = 0;

  decode(bytes: Uint8Array, start: number, end: number, event: Event): string {
    event.hash = FNV_OFFSET;
    event.keyLength = 0;
    let at = start;
    if (!this.#readId(bytes, at, end, event)) return 'station_id is no whole number';
    event.station = this.#id;
    event.keyBytes[event.keyLength++] = DASH;
    at = this.#idEnd + 1;
    if (!this.#readId(bytes, at, end, event)) return 'datapoint_id is no whole number';
    event.sensor = this.#id;
    event.keyBytes[event.keyLength++] = DASH;
    at = this.#idEnd + 1;
    if (!this.#readId(bytes, at, end, event)) return 'alarm_id is no whole number';
    event.alarm = this.#id;
    event.hash >>>= 0;
    at = this.#idEnd + 1;

    if (at + EVENT_TIME_BYTES >= end || bytes[at + EVENT_TIME_BYTES] !== COMMA) return 'event_time is no time';
    event.time = parseEventTime(bytes, at);
    if (Number.isNaN(event.time)) return 'event_time is no time';
    at += EVENT_TIME_BYTES + 1;

    let comma = nextComma(bytes, at, end);
    if (comma === end) return 'there are fewer than eight fields';
    event.value = parseDecimal(bytes, at, comma);
    if (Number.isNaN(event.value)) return 'value is no finite decimal';
    at = comma + 1;
    comma = nextComma(bytes, at, end);
    if (comma === end) return 'there are fewer than eight fields';
    event.threshold = parseDecimal(bytes, at, comma);
    if (Number.isNaN(event.threshold)) return 'valueThreshold is no finite decimal';
    at = comma + 1;

    if (isTrue(bytes, at, end)) {
      event.active = true;
      at += 4;
    } else if (isFalse(bytes, at, end)) {
      event.active = false;
      at += 5;
    } else return 'isActive is neither True nor False';
    if (at >= end || bytes[at] !== COMMA) return 'there are fewer than eight fields';
    if (nextComma(bytes, at + 1, end) !== end) return 'there are more than eight fields';
    event.fields = undefined;
    return '';
  }

  route(bytes: Uint8Array, start: number, end: number): number {
    let hash = FNV_OFFSET;
    let commas = 0;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte !== COMMA) hash = Math.imul(hash ^ byte, FNV_PRIME);
      else if (++commas === 3) return hash >>> 0;
    }
    return hashBytes(bytes, start, end);
  }

  /** Reads digits up to the next comma into `#id`, the key and its hash; false when they are no id. */
  #readId(bytes: Uint8Array, start: number, end: number, event: Event): boolean {
    const key = event.keyBytes;
    let length = event.keyLength;
    let hash = event.hash;
    let id = 0;
    let at = start;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === COMMA) break;
      if (byte < ZERO || byte > NINE) return false;
      if (at - start === 16) return false;
      id = id * 10 + (byte - ZERO);
      hash = Math.imul(hash ^ byte, FNV_PRIME);
      key[length++] = byte;
    }
    if (at === start || at >= end) return false;
    if (bytes[start] === ZERO && at - start > 1) return false;
    if (id > Number.MAX_SAFE_INTEGER) return false;
    event.keyLength = length;
    event.hash = hash;
    this.#id = id;
    this.#idEnd = at;
    return true;
  }
}

/** Index of the first comma in bytes[start, end), or `end`. */
function nextComma(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== COMMA) at++;
  return at;
}

function isTrue(b: Uint8Array, at: number, end: number): boolean {
  return at + 4 <= end && b[at] === 84 && b[at + 1] === 114 && b[at + 2] === 117 && b[at + 3] === 101;
}

function isFalse(b: Uint8Array, at: number, end: number): boolean {
  return (
    at + 5 <= end && b[at] === 70 && b[at + 1] === 97 && b[at + 2] === 108 && b[at + 3] === 115 && b[at + 4] === 101
  );
}
