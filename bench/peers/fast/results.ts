import { writeInteger } from '../../../runtime/base/digits.ts';
import { writeDouble } from './doubles.ts';
import { at as column, STRIDE } from './key-table.ts';
import { copy, type Output } from './output.ts';

/** No statistics result is longer: 280 bytes of text and eight numbers of at most 25. */
const MOST_BYTES = 512;

const HEAD = Buffer.from('{"Message Type":"Global Streaming Analytics","Content":{"Station":');
const SENSOR = Buffer.from(',"Sensor":');
const ALARM = Buffer.from(',"Alarm":');
const EVENTS = Buffer.from(',"Events counter":');
const ACTIVE = Buffer.from(',"Active alarms counter":');
const MINIMUM = Buffer.from(',"Minimum value":');
const MAXIMUM = Buffer.from(',"Maximum value":');
const MEAN = Buffer.from(',"Mean value":');
const TAIL = Buffer.from('}}\n');

/** The result of `global-statistics` for a key, from its doubles in the key table. */
export function writeStatistics(state: Float64Array, key: number, output: Output): void {
  output.room(MOST_BYTES);
  const bytes = output.bytes;
  const from = key * STRIDE;
  const events = state[from + column.events] as number;
  let at = copy(HEAD, bytes, output.at);
  at = writeInteger(state[from] as number, bytes, at);
  at = copy(SENSOR, bytes, at);
  at = writeInteger(state[from + column.sensor] as number, bytes, at);
  at = copy(ALARM, bytes, at);
  at = writeInteger(state[from + column.alarm] as number, bytes, at);
  at = copy(EVENTS, bytes, at);
  at = writeInteger(events, bytes, at);
  at = copy(ACTIVE, bytes, at);
  at = writeInteger(state[from + column.active] as number, bytes, at);
  at = copy(MINIMUM, bytes, at);
  at = writeDouble(state[from + column.minimum] as number, bytes, at);
  at = copy(MAXIMUM, bytes, at);
  at = writeDouble(state[from + column.maximum] as number, bytes, at);
  at = copy(MEAN, bytes, at);
  at = writeDouble((state[from + column.sum] as number) / events, bytes, at);
  output.at = copy(TAIL, bytes, at);
}

/** The ids of a key, as results begin with them. */
export function idsOf(state: Float64Array, key: number): string {
  const from = key * STRIDE;
  return `"Station":${state[from]},"Sensor":${state[from + column.sensor]},"Alarm":${state[from + column.alarm]}`;
}

/** The result of `alarm-window`; times in seconds. */
export function alertOf(ids: string, start: number, end: number, count: number): string {
  const window = `"Window start":"${iso(start)}","Window end":"${iso(end)}"`;
  const message = '"Message":"Alarm often gets triggered!"';
  return `{"Message Type":"Window Streaming Analytics","Content":{${ids},${message},${window},"Active alarms counter":${count}}}\n`;
}

export function lateOf(ids: string, second: number, watermark: number): string {
  return `{"Message Type":"Late Event","Content":{${ids},"Event time":"${iso(second)}","Watermark":"${iso(watermark)}"}}\n`;
}

export function errorOf(line: string, errors: number): string {
  return `{"Message Type":"DeserializationError","Content":{"Error line":${JSON.stringify(line)},"Total number of errors":${errors}}}\n`;
}

function iso(second: number): string {
  return new Date(second * 1000).toISOString();
}
