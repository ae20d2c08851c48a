import { writeInteger } from '../../runtime/base/digits.ts';
import { type LogName, type NewRecord, PARTIAL } from '../log.ts';
import { CHAIN, endsWithKey, IDENTITY, lastingLines, subjectStart } from './wire.ts';

const DASH = 0x2d;
const DOT = 0x2e;
const SPACE = 0x20;

const HPUB = ascii('HPUB ');
const LINE_END = ascii('\r\n');
const HEADERS_START = ascii(`NATS/1.0\r\n${CHAIN}: `);
const IDENTITY_START = ascii(`${IDENTITY}: `);
/** More than all of a message but its subject, reply, key and payload. */
const FRAME_BYTES = 512;

/**
 * Publishes as the NATS protocol has them, written into one buffer: `HPUB <subject> <reply> <bytes of headers> <bytes of all>`,
 * the headers, the payload.
 */
export class Frames {
  readonly #name: LogName;
  readonly #starts = new Map<string, { readonly bytes: Uint8Array; readonly isKeyed: boolean }>();
  #bytes = Buffer.alloc(0);
  #end = 0;

  constructor(name: LogName) {
    this.#name = name;
  }

  /**
   * Records, each expecting the stream's last sequence to be that of the one before it. Undefined when one of them has a
   * key that cannot stand in a subject, or would be larger than `most` bytes.
   */
  chained(records: readonly NewRecord[], expectedLast: number, reply: string, most: number): Uint8Array | undefined {
    const answersTo = ascii(` ${reply} `);
    let size = 0;
    for (const { payload, key = '' } of records) {
      if (payload.length + FRAME_BYTES > most) return undefined;
      size += payload.length + key.length + answersTo.length + FRAME_BYTES;
    }
    // The client library holds on to it until it is sent, so each group has its own.
    this.#bytes = Buffer.allocUnsafeSlow(size);
    this.#end = 0;
    for (let i = 0; i < records.length; i++) {
      if (!this.#add(records[i] as NewRecord, expectedLast + i, answersTo)) return undefined;
    }
    return this.#bytes.subarray(0, this.#end);
  }

  #add(record: NewRecord, expected: number, answersTo: Uint8Array): boolean {
    const { kind, payload, key = '', identity } = record;
    const lasting = lastingLines(record);
    this.#copy(HPUB);
    const start = this.#startOf(record);
    this.#copy(start.bytes);
    if (key !== '' && !(start.isKeyed && kind !== PARTIAL && this.#key(key))) return false;
    this.#copy(answersTo);
    const ofIdentity =
      identity === undefined ? 0 : IDENTITY_START.length + digits(identity.input) + 1 + digits(identity.index) + 2;
    const headers = HEADERS_START.length + digits(expected) + 2 + lasting.length + ofIdentity + 2;
    this.#number(headers);
    this.#bytes[this.#end++] = SPACE;
    this.#number(headers + payload.length);
    this.#copy(LINE_END);
    this.#copy(HEADERS_START);
    this.#number(expected);
    this.#copy(LINE_END);
    if (lasting !== '') this.#end += this.#bytes.write(lasting, this.#end, 'latin1');
    if (identity !== undefined) {
      this.#copy(IDENTITY_START);
      this.#number(identity.input);
      this.#bytes[this.#end++] = DOT;
      this.#number(identity.index);
      this.#copy(LINE_END);
    }
    this.#copy(LINE_END);
    this.#bytes.set(payload, this.#end);
    this.#end += payload.length;
    this.#copy(LINE_END);
    return true;
  }

  /** `.1161115040.141.312` of `1161115040-141-312`; false for another kind of key. */
  #key(key: string): boolean {
    const bytes = this.#bytes;
    let at = this.#end;
    let dashes = 0;
    let isAfterDigit = false;
    bytes[at++] = DOT;
    for (let i = 0; i < key.length; i++) {
      const code = key.charCodeAt(i);
      const isDigit = code >= 0x30 && code <= 0x39;
      if (isDigit) bytes[at++] = code;
      else if (code === DASH && isAfterDigit) {
        bytes[at++] = DOT;
        dashes++;
      } else return false;
      isAfterDigit = isDigit;
    }
    this.#end = at;
    return isAfterDigit && dashes === 2;
  }

  #startOf(record: NewRecord): { readonly bytes: Uint8Array; readonly isKeyed: boolean } {
    const { kind, target } = record;
    const known = target === undefined ? kind : `${kind} ${target}`;
    let start = this.#starts.get(known);
    if (start === undefined) {
      const text = subjectStart(this.#name, record);
      start = { bytes: ascii(text), isKeyed: endsWithKey(text) };
      this.#starts.set(known, start);
    }
    return start;
  }

  #copy(piece: Uint8Array): void {
    const bytes = this.#bytes;
    const at = this.#end;
    for (let i = 0; i < piece.length; i++) bytes[at + i] = piece[i] as number;
    this.#end = at + piece.length;
  }

  #number(value: number): void {
    this.#end = writeInteger(value, this.#bytes, this.#end);
  }
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

function digits(value: number): number {
  let count = 1;
  for (let bound = 10; bound <= value; bound *= 10) count++;
  return count;
}
