import type { Event } from '../../actors/event.ts';
import type { ErrorCode } from '../base/error-codes.ts';
import { messageOf } from '../base/errors.ts';

/** Code of the dead letters that are over the quota of keys. */
export const QUOTA_KEYS: ErrorCode = 'quota-keys';

/**
 * What is reported of a record that is no event.
 *
 * @param line which one of its message's, from 1; 0 where the message has no other.
 */
export function wrongLineResult(
  bytes: Uint8Array,
  start: number,
  end: number,
  maxBytes: number,
  reason: string,
  total: number,
  line: number,
): string {
  const cut = end - start > maxBytes;
  const content = {
    'Error line': textOf(bytes, start, cut ? start + maxBytes : end),
    'Total number of errors': total,
    Reason: reason,
    ...(cut ? { Bytes: end - start } : {}),
    ...(line > 0 ? { Line: line } : {}),
  };
  return JSON.stringify({ 'Message Type': 'DeserializationError', Content: content });
}

/** What an analytic threw on: an event's line, which one of its message's as in {@link wrongLineResult}, or a timer. */
export type ThrownOn =
  | { readonly line: string; readonly number: number }
  | { readonly timer: string; readonly time: number };

/** What is reported of it. */
export function deadLetterResult(
  event: Pick<Event, 'station' | 'sensor' | 'alarm'>,
  analytic: string,
  thrown: unknown,
  cause: ThrownOn,
  total: number,
): string {
  return JSON.stringify({
    'Message Type': 'Dead Letter',
    Content: {
      Station: event.station,
      Sensor: event.sensor,
      Alarm: event.alarm,
      Analytic: analytic,
      Error: messageOf(thrown),
      ...('line' in cause ? { 'Error line': cause.line } : { Timer: cause.timer, 'Timer time': cause.time }),
      'Total number of dead letters': total,
      ...('line' in cause && cause.number > 0 ? { Line: cause.number } : {}),
    },
  });
}

/** An event over the quota of keys. */
export interface OverQuota {
  /** The tenant's quota, and the partition's share of it. */
  readonly keys: number;
  readonly share: number;
  /** Id of the one analytic that was to take it; undefined: all were. */
  readonly only: string | undefined;
  /** Which line of its message, as in {@link wrongLineResult}. */
  readonly number: number;
  /** Dead letters so far, with it. */
  readonly total: number;
}

/** What is reported of it. */
export function overQuotaResult(
  event: Pick<Event, 'station' | 'sensor' | 'alarm'>,
  bytes: Uint8Array,
  start: number,
  end: number,
  { keys, share, only, number, total }: OverQuota,
): string {
  return JSON.stringify({
    'Message Type': 'Dead Letter',
    Content: {
      Station: event.station,
      Sensor: event.sensor,
      Alarm: event.alarm,
      ...(only !== undefined && { Analytic: only }),
      Code: QUOTA_KEYS,
      Error: `the partition has its share of the tenant's quota of ${keys} keys, ${share}, and this key is a new one`,
      'Error line': textOf(bytes, start, end),
      'Total number of dead letters': total,
      ...(number > 0 && { Line: number }),
    },
  });
}

/** The bytes as text; what is no UTF-8 as U+FFFD. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
