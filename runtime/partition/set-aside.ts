import type { Event } from '../../actors/event.ts';
import { messageOf } from '../base/errors.ts';

/** What is reported of a record that is no event. */
export function wrongLineResult(
  bytes: Uint8Array,
  start: number,
  end: number,
  maxBytes: number,
  reason: string,
  total: number,
): string {
  const cut = end - start > maxBytes;
  const content = {
    'Error line': textOf(bytes, start, cut ? start + maxBytes : end),
    'Total number of errors': total,
    Reason: reason,
    ...(cut ? { Bytes: end - start } : {}),
  };
  return JSON.stringify({ 'Message Type': 'DeserializationError', Content: content });
}

/** What is reported of an event or timer that an analytic threw on. */
export function deadLetterResult(
  event: Pick<Event, 'station' | 'sensor' | 'alarm'>,
  analytic: string,
  thrown: unknown,
  cause: { readonly line: string } | { readonly timer: string; readonly time: number },
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
    },
  });
}

/** The bytes as text; what is no UTF-8 as U+FFFD. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
