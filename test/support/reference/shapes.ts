import type { RefEvent } from './line.ts';
import type { RefFigures } from './statistics.ts';
import type { RefClosing } from './windows.ts';

/** The results' shapes, field by field as DESIGN.md section 3 gives them. */

export function statisticsShape(key: string, figures: RefFigures): object {
  return {
    'Message Type': 'Global Streaming Analytics',
    Content: {
      ...keyFields(key),
      'Events counter': figures.events,
      'Active alarms counter': figures.active,
      'Minimum value': figures.minimum,
      'Maximum value': figures.maximum,
      'Mean value': figures.mean,
    },
  };
}

export function windowShape(analytic: string, { key, start, end, count }: RefClosing): object {
  return {
    'Message Type': 'Window Streaming Analytics',
    Content: {
      ...keyFields(key),
      Message: 'Alarm often gets triggered!',
      'Window start': iso(start),
      'Window end': iso(end),
      'Active alarms counter': count,
      Analytic: analytic,
    },
  };
}

export function lateShape(analytic: string, event: RefEvent, watermark: number): object {
  return {
    'Message Type': 'Late Event',
    Content: {
      ...keyFields(event.key),
      'Event time': iso(event.time),
      Watermark: iso(watermark),
      Analytic: analytic,
    },
  };
}

/** Without the field `Reason`, which only people read. */
export function errorShape(line: Buffer, total: number, maxBytes: number): object {
  const shown = new TextDecoder('utf-8', { ignoreBOM: true }).decode(line.subarray(0, maxBytes));
  return {
    'Message Type': 'DeserializationError',
    Content: {
      'Error line': shown,
      'Total number of errors': total,
      ...(line.length > maxBytes ? { Bytes: line.length } : {}),
    },
  };
}

function keyFields(key: string): { Station: number; Sensor: number; Alarm: number } {
  const [station, sensor, alarm] = key.split('-').map(Number) as [number, number, number];
  return { Station: station, Sensor: sensor, Alarm: alarm };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
