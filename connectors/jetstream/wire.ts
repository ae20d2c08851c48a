import type { MsgHdrs } from '@nats-io/transport-node';
import { isMerged, type LogName, type LogRecord, type NewRecord, PARTIAL, type ResultIdentity } from '../log.ts';
import { isPlainKey, keyEnd, resultSubject } from './subjects.ts';

/** Identity of a result: `<input sequence>.<index>`. */
export const IDENTITY = 'Millrace-Id';
/** The key, where it cannot stand in the subject. */
const KEY = 'Millrace-Key';

/** A progress record replaces the one before and stays when all around it has expired. */
const LASTING = 'Nats-Rollup: sub\r\nNats-TTL: never\r\n';
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
  const { kind, key = '', payload, identity } = record;
  // The client library would take nothing for no bytes.
  if (!(payload instanceof Uint8Array)) throw new TypeError('a record has no payload');
  const isInSubject = isPlainKey(key) && kind !== PARTIAL;
  const foreign = key !== '' && !isInSubject ? `${KEY}: ${encodeURIComponent(key)}\r\n` : '';
  const id = identity === undefined ? '' : `${IDENTITY}: ${identity.input}.${identity.index}\r\n`;
  const start = subjectStart(name, record);
  const subject = endsWithKey(start) ? start + keyEnd(key) : start;
  return { subject, headers: foreign + id + lastingLines(record), payload };
}

/** A record's subject without its key. */
export function subjectStart(name: LogName, { kind, target }: NewRecord): string {
  const { tenant, partition, direction } = name;
  if (isMerged(name)) return `mrg.${tenant}.sys.${kind}`;
  if (direction === 'input') return kind === 'event' ? `in.${tenant}` : `sys.${tenant}.${partition}.${kind}`;
  return kind === 'mid' ? `mid.${tenant}.${target}` : resultSubject(tenant, partition, kind);
}

/** Whether a key follows on this start of a subject. */
export function endsWithKey(start: string): boolean {
  return !/^(ctl|sys|mrg)\./.test(start);
}

/** Header lines of a record of its kind. */
export function lastingLines({ kind }: NewRecord): string {
  return kind === 'progress' ? LASTING : '';
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

/**
 * Where a key begins among the tokens of a subject: in.<tenant>.<partition>.<key>, mid.<tenant>.<partition>.<key>,
 * out.<tenant>.<partition>.<output>.<key>, mrg.<tenant>.<partition>.<output>.<key>
 */
const KEY_AT: ReadonlyMap<string, number> = new Map([
  ['in', 3],
  ['mid', 3],
  ['out', 4],
  ['mrg', 4],
]);

/** The record that a stored message is. `headers` are looked at only where they can say something. */
export function recordOf(message: StoredMessage): LogRecord {
  const { subject, sequence, arrival, payload } = message;
  const start = subject.slice(0, subject.indexOf('.'));
  const ownKey = tailOf(subject, KEY_AT.get(start) ?? Number.POSITIVE_INFINITY);
  if (start === 'in' && ownKey !== '') return { kind: 'event', key: ownKey, payload, sequence, arrival };
  const tokens = subject.split('.', 4);
  const kind = start === 'in' ? 'event' : start === 'mid' ? 'mid' : (tokens[3] ?? '');
  const { headers } = message;
  if (headers === undefined) return { kind, key: ownKey, payload, sequence, arrival };
  const key = ownKey === '' ? keyIn(headers) : ownKey;
  const identity = identityIn(headers);
  const base = { kind, key, payload, sequence, arrival };
  if (start === 'mid') return { ...base, target: Number(tokens[2]), ...(identity && { identity }) };
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
  const ends: number[] = [];
  for (let at = reply.indexOf('.'); at >= 0; at = reply.indexOf('.', at + 1)) ends.push(at);
  ends.push(reply.length);
  const first = ends.length > 9 ? 7 : 5;
  const token = (i: number, cut = 0): number => numberIn(reply, (ends[i - 1] as number) + 1, (ends[i] as number) - cut);
  return {
    sequence: token(first),
    delivered: token(first + 1),
    // Milliseconds of nanoseconds, without the rounding of a number of 19 digits.
    arrival: token(first + 2, 6),
    pending: token(first + 3),
  };
}

/** The digits of text[start, end) as a number. */
function numberIn(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + text.charCodeAt(i) - 0x30;
  return value;
}
