import type { Event } from '../../actors/event.ts';
import { messageOf } from '../base/errors.ts';

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

/** The bytes as text; what is no UTF-8 as U+FFFD. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
