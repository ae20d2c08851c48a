import { createHash } from 'node:crypto';
import type { TenantSettings } from '../../../actors/settings.ts';
import type { RefAlert, RefTold } from './detectors.ts';
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

export function windowShape(
  analytic: string,
  { key, start, end, count, inputs }: RefClosing,
  { partition, settings }: { readonly partition: number; readonly settings: TenantSettings },
): object {
  return {
    'Message Type': 'Window Streaming Analytics',
    Content: {
      ...keyFields(key),
      Message: 'Alarm often gets triggered!',
      'Window start': iso(start),
      'Window end': iso(end),
      'Active alarms counter': count,
      Analytic: analytic,
      Partition: partition,
      'First input': Math.min(...inputs),
      'Last input': Math.max(...inputs),
      'Settings hash': settingsHash(settings),
    },
  };
}

export function alertShape(
  analytic: string,
  { type, message, key, fields }: RefAlert,
  place: { readonly partition: number; readonly settings: TenantSettings; readonly input: number },
): object {
  return {
    'Message Type': 'Alert',
    Content: {
      Type: type,
      Message: message,
      ...keyFields(key),
      ...fields,
      Analytic: analytic,
      Partition: place.partition,
      'First input': place.input,
      'Last input': place.input,
      'Settings hash': settingsHash(place.settings),
    },
  };
}

/** What only a merge stage sees. */
export function partialShape(analytic: string, { key, start, end, count }: RefClosing): object {
  return {
    'Message Type': 'Alarm Frequency',
    Content: {
      ...keyFields(key),
      'Period start': iso(start),
      'Period end': iso(end),
      Activations: count,
      Analytic: analytic,
    },
  };
}

/** What a key of a sensor or station says of itself. */
export function partShape(analytic: string, { key, state, last, due }: RefTold): object {
  return {
    'Message Type': 'Silence',
    Content: {
      ...keyFields(key),
      State: state,
      'Last event': iso(last),
      'Expected by': iso(due),
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

/** Without the field `Reason`, which only people read. @param number of the line in its message; 0 where it is the only one. */
export function errorShape(line: Buffer, total: number, maxBytes: number, number: number): object {
  const shown = new TextDecoder('utf-8', { ignoreBOM: true }).decode(line.subarray(0, maxBytes));
  return {
    'Message Type': 'DeserializationError',
    Content: {
      'Error line': shown,
      'Total number of errors': total,
      ...(line.length > maxBytes ? { Bytes: line.length } : {}),
      ...(number > 0 ? { Line: number } : {}),
    },
  };
}

/** @param line as it came. */
export function overQuotaShape(
  event: RefEvent,
  line: Buffer,
  about: {
    readonly keys: number;
    readonly share: number;
    readonly only: string | undefined;
    readonly number: number;
    readonly total: number;
  },
): object {
  return {
    'Message Type': 'Dead Letter',
    Content: {
      ...keyFields(event.key),
      ...(about.only === undefined ? {} : { Analytic: about.only }),
      Code: 'quota-keys',
      Error: `the partition has its share of the tenant's quota of ${about.keys} keys, ${about.share}, and this key is a new one`,
      'Error line': new TextDecoder('utf-8', { ignoreBOM: true }).decode(line),
      'Total number of dead letters': about.total,
      ...(about.number > 0 ? { Line: about.number } : {}),
    },
  };
}

/** SHA-256 of the settings as JSON with sorted keys, its first 16 hexadecimal digits. */
export function settingsHash(settings: TenantSettings): string {
  return createHash('sha256').update(sortedJson(settings)).digest('hex').slice(0, 16);
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, inner]) => `${JSON.stringify(name)}:${sortedJson(inner)}`).join(',')}}`;
}

function keyFields(key: string): { Station: number; Sensor: number; Alarm: number } {
  const [station, sensor, alarm] = key.split('-').map(Number) as [number, number, number];
  return { Station: station, Sensor: sensor, Alarm: alarm };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
