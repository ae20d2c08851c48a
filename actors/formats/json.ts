import { messageOf } from '../../runtime/base/errors.ts';
import { hashBytes, hashTokens } from '../../runtime/base/fnv.ts';
import type { Event } from '../event.ts';
import { isKeyToken, type KeyToken, keyTokens } from '../key.ts';
import type { JsonPaths } from '../settings.ts';
import type { Format } from './format.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What a record says, before it is checked. A format of a user's own makes it of a line. */
export interface Fields {
  /** Station, sensor, alarm: whole numbers, or text of letters, digits and underscores. */
  readonly key: readonly [unknown, unknown, unknown];
  /** Milliseconds since 1970-01-01Z, or a text that `Date.parse` knows. */
  readonly time: unknown;
  readonly value: unknown;
  readonly threshold?: unknown;
  readonly isActive: unknown;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Records that are text and decoded by a function: the base of `json` and of formats of a user's own. */
export class TextFormat implements Format {
  readonly #parse: (line: string) => Fields;

  /** @param parse what it throws is the reason a line is wrong. */
  constructor(parse: (line: string) => Fields) {
    this.#parse = parse;
  }

  decode(bytes: Uint8Array, start: number, end: number, event: Event): string {
    try {
      return fill(event, this.#parse(textOf(bytes, start, end)));
    } catch (thrown) {
      return messageOf(thrown);
    }
  }

  route(bytes: Uint8Array, start: number, end: number): number {
    try {
      return hashTokens(this.#parse(textOf(bytes, start, end)).key.map(String));
    } catch {
      return hashBytes(bytes, start, end);
    }
  }
}

/** One JSON object a record. */
export class Json extends TextFormat {
  constructor(paths: JsonPaths) {
    super((line) => {
      const record: unknown = JSON.parse(line);
      if (typeof record !== 'object' || record === null || Array.isArray(record))
        throw new Error('the record is no object');
      return {
        key: paths.key.map((path) => lookUp(record, path)) as [unknown, unknown, unknown],
        time: lookUp(record, paths.time),
        value: lookUp(record, paths.value),
        threshold: lookUp(record, paths.threshold),
        isActive: lookUp(record, paths.isActive),
        fields: record as Record<string, unknown>,
      };
    });
  }
}

function lookUp(record: unknown, path: readonly string[] | undefined): unknown {
  let value = record;
  for (const name of path ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return path === undefined ? undefined : value;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  try {
    // A copy, because the decoder takes no shared memory.
    return utf8.decode(Uint8Array.prototype.slice.call(bytes, start, end));
  } catch {
    throw new Error('the record is no UTF-8');
  }
}

function fill(event: Event, given: Fields): string {
  const problem = fillKey(event, given.key);
  if (problem !== '') return problem;
  const time = typeof given.time === 'string' ? Date.parse(given.time) : given.time;
  if (typeof time !== 'number' || !Number.isFinite(time) || Math.abs(time) > 8.64e15) return 'the time is no time';
  if (typeof given.value !== 'number' || !Number.isFinite(given.value)) return 'the value is no finite number';
  if (typeof given.isActive !== 'boolean') return 'isActive is neither true nor false';
  const threshold = given.threshold ?? Number.NaN;
  if (typeof threshold !== 'number') return 'the threshold is no number';
  event.time = Math.floor(time);
  event.value = given.value;
  event.threshold = threshold;
  event.active = given.isActive;
  event.fields = given.fields;
  return '';
}

function fillKey(event: Event, given: readonly unknown[]): string {
  const tokens = given.map((token) => (typeof token === 'number' || typeof token === 'string' ? String(token) : ''));
  if (tokens.length !== 3 || !tokens.every(isKeyToken)) {
    return 'a part of the key is neither a whole number nor text of letters, digits and underscores';
  }
  const key = tokens.join('-');
  event.keyLength = Buffer.from(event.keyBytes.buffer).write(key, 'latin1');
  event.hash = hashTokens(tokens);
  const [station, sensor, alarm] = keyTokens(key) as [KeyToken, KeyToken, KeyToken];
  event.station = station;
  event.sensor = sensor;
  event.alarm = alarm;
  return '';
}
