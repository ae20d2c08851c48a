import type { MsgHdrs } from '@nats-io/transport-node';
import type { LogName, LogRecord, NewRecord, ResultIdentity } from '../log.ts';
import { isPlainKey, keyEnd } from './subjects.ts';

/** Identity of a result: `<input sequence>.<index>`. */
export const IDENTITY = 'Millrace-Id';
/** The key, where it cannot stand in the subject. */
const KEY = 'Millrace-Key';

/** Records of an output log that are nobody's results. */
const CONTROL: readonly string[] = ['fence', 'gap', 'progress'];
/** The last sequence that a message expects of its stream. */
export const CHAIN = 'Nats-Expected-Last-Sequence';

const encoder = new TextEncoder();

/** A record as a message to publish. */
export interface OutgoingMessage {
  readonly subject: string;
  /** Header lines, each with its line end. */
  readonly headers: string;
  readonly payload: Uint8Array;
}

/** Header lines as the client library takes them. It asks for nothing but the bytes, and making them so is many times faster. */
export function encodedHeaders(lines: string): MsgHdrs {
  const bytes = encoder.encode(`NATS/1.0\r\n${lines}\r\n`);
  return { encode: () => bytes } as unknown as MsgHdrs;
}

/** The message that a record becomes. */
export function messageOf(name: LogName, record: NewRecord): OutgoingMessage {
  const { key = '', payload, identity } = record;
  // The client library would take nothing for no bytes.
  if (!(payload instanceof Uint8Array)) throw new TypeError('a record has no payload');
  const foreign = key !== '' && !isPlainKey(key) ? `${KEY}: ${encodeURIComponent(key)}\r\n` : '';
  const id = identity === undefined ? '' : `${IDENTITY}: ${identity.input}.${identity.index}\r\n`;
  return {
    subject: subjectStart(name, record) + (holdsKey(name, record) ? keyEnd(key) : ''),
    headers: foreign + id,
    payload,
  };
}

/** A record's subject without its key. */
export function subjectStart({ tenant, partition, direction }: LogName, { kind, target }: NewRecord): string {
  if (direction === 'input') return kind === 'event' ? `in.${tenant}` : `sys.${tenant}.${partition}.${kind}`;
  if (CONTROL.includes(kind)) return `ctl.${tenant}.${partition}.${kind}`;
  return kind === 'mid' ? `mid.${tenant}.${target}` : `out.${tenant}.${partition}.${kind}`;
}

/** Whether a record's subject ends with its key. */
export function holdsKey({ direction }: LogName, { kind }: NewRecord): boolean {
  return direction === 'input' ? kind === 'event' : !CONTROL.includes(kind);
}

/** Header lines of a progress record, which replaces the one before and stays when all around it has expired. */
export function lastingLines({ kind }: NewRecord): string {
  return kind === 'progress' ? 'Nats-Rollup: sub\r\nNats-TTL: never\r\n' : '';
}

/**
 * The records with payloads of their own, all in one buffer: the client library holds on to the bytes until it can send them,
 * and they are the caller's again before.
 */
export function copied(records: readonly NewRecord[]): NewRecord[] {
  const buffer = Buffer.allocUnsafe(records.reduce((sum, { payload }) => sum + payload.length, 0));
  let end = 0;
  return records.map((record) => {
    const start = end;
    buffer.set(record.payload, start);
    end += record.payload.length;
    return { ...record, payload: buffer.subarray(start, end) };
  });
}

/** What is read of a stored message. */
export interface StoredMessage {
  readonly subject: string;
  readonly sequence: number;
  /** Milliseconds since 1970-01-01Z. */
  readonly arrival: number;
  readonly payload: Uint8Array;
  readonly headers: MsgHdrs | undefined;
}

/** The record that a stored message is. `headers` are looked at only where they can say something. */
export function recordOf(message: StoredMessage): LogRecord {
  const { subject, sequence, arrival, payload } = message;
  // in.<tenant>.<partition>.<key>, out.<tenant>.<partition>.<output>.<key>, mid.<tenant>.<partition>.<key>
  const isEvent = subject.startsWith('in.');
  if (isEvent) {
    const key = tailOf(subject, 3);
    if (key !== '') return { kind: 'event', key, payload, sequence, arrival };
  }
  const isMid = subject.startsWith('mid.');
  const kind = isEvent ? 'event' : isMid ? 'mid' : (subject.split('.', 4)[3] ?? '');
  const ownKey = isMid ? tailOf(subject, 3) : subject.startsWith('out.') ? tailOf(subject, 4) : '';
  const { headers } = message;
  if (headers === undefined) return { kind, key: ownKey, payload, sequence, arrival };
  const key = ownKey === '' ? keyIn(headers) : ownKey;
  const identity = identityIn(headers);
  const base = { kind, key, payload, sequence, arrival };
  if (isMid) return { ...base, target: Number(subject.split('.', 3)[2]), ...(identity && { identity }) };
  return identity === undefined ? base : { ...base, identity };
}

/** A subject's tokens from a position on, with dashes between. */
function tailOf(subject: string, position: number): string {
  let at = 0;
  for (let i = 0; i < position; i++) {
    at = subject.indexOf('.', at) + 1;
    if (at === 0) return '';
  }
  return subject.slice(at).replaceAll('.', '-');
}

/** What anybody may have written; what is no identity of ours is none. */
function identityIn(headers: MsgHdrs): ResultIdentity | undefined {
  const text = headers.get(IDENTITY);
  if (text === '') return undefined;
  const dot = text.indexOf('.');
  const [input, index] = [Number(text.slice(0, dot)), Number(text.slice(dot + 1))];
  return Number.isSafeInteger(input) && Number.isSafeInteger(index) && input >= 0 && index >= 0
    ? { input, index }
    : undefined;
}

/** Likewise: a key that can't be read is taken as it stands there, and is nobody's. */
function keyIn(headers: MsgHdrs): string {
  const text = headers.get(KEY);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where a message of a consumer stands; undefined for one of the server's own. */
export interface Delivery {
  readonly sequence: number;
  /** The consumer's own number. */
  readonly delivered: number;
  readonly arrival: number;
  /** Messages that still wait behind it. */
  readonly pending: number;
}

/** Reads `$JS.ACK[.<domain>.<account>].<stream>.<consumer>.<tries>.<sequence>.<delivered>.<nanoseconds>.<pending>[.<random>]`. */
export function deliveryOf(reply: string | undefined): Delivery | undefined {
  if (reply === undefined || !reply.startsWith('$JS.ACK.')) return undefined;
  const tokens = reply.split('.');
  const at = tokens.length > 9 ? 7 : 5;
  return {
    sequence: Number(tokens[at]),
    delivered: Number(tokens[at + 1]),
    // Milliseconds of nanoseconds, without the rounding of a number of 19 digits.
    arrival: Number((tokens[at + 2] as string).slice(0, -6)),
    pending: Number(tokens[at + 3]),
  };
}
