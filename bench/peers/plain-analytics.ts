/**
 * `global-statistics` and `alarm-window` at their defaults, written plainly: strings, objects, a Map, JSON.stringify. What a
 * result is given to is the caller's affair.
 */
import { type PlainRecord, parseLine } from './plain-record.ts';
import { type Alert, PlainWindows, type Windowed } from './plain-windows.ts';
import type { Counts, Results } from './summary.ts';

const MAX_RECORD_BYTES = 64 * 1024;
const OUT_OF_ORDERNESS = 10_000;

interface KeyState extends Windowed {
  events: number;
  active: number;
  minimum: number;
  maximum: number;
  sum: number;
}

/** The state of both analytics. Results go to `emit` as they come, each with its output. */
export class PlainAnalytics {
  readonly #emitted: (output: keyof Results, json: string) => void;
  readonly #keys = new Map<string, KeyState>();
  readonly #windows = new PlainWindows();
  readonly #results = { statistics: 0, window: 0, error: 0, late: 0 };
  #events = 0;
  #greatest = Number.NEGATIVE_INFINITY;

  constructor(emit: (output: keyof Results, json: string) => void) {
    this.#emitted = emit;
  }

  /** One record without its line feed. */
  line(raw: string): void {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const record = tooLong(line) ? undefined : parseLine(line);
    if (record === undefined) this.#wrong(line);
    else this.#event(record);
  }

  /** Closes all windows: the input has ended. */
  end(): Counts {
    for (const alert of this.#windows.close(Number.POSITIVE_INFINITY)) this.#alert(alert);
    const { error: wrong, late } = this.#results;
    return { events: this.#events, wrong, late, keys: this.#keys.size, results: this.#results };
  }

  #event(record: PlainRecord): void {
    this.#events++;
    if (record.time > this.#greatest) this.#greatest = record.time;
    const watermark = this.#greatest - OUT_OF_ORDERNESS;
    for (const alert of this.#windows.close(watermark)) this.#alert(alert);
    const state = this.#stateOf(record);
    this.#statistics(state, record);
    if (!this.#windows.add(state, record.time, record.active, watermark)) this.#late(record, watermark);
  }

  #stateOf({ key, station, sensor, alarm, value }: PlainRecord): KeyState {
    let state = this.#keys.get(key);
    if (state === undefined) {
      const numbers = { events: 0, active: 0, minimum: value, maximum: value, sum: 0 };
      state = { station, sensor, alarm, panes: new Map(), ...numbers };
      this.#keys.set(key, state);
    }
    return state;
  }

  #statistics(state: KeyState, record: PlainRecord): void {
    state.events++;
    if (record.active) state.active++;
    if (record.value < state.minimum) state.minimum = record.value;
    if (record.value > state.maximum) state.maximum = record.value;
    state.sum += record.value;
    this.#emit('statistics', 'Global Streaming Analytics', {
      Station: state.station,
      Sensor: state.sensor,
      Alarm: state.alarm,
      'Events counter': state.events,
      'Active alarms counter': state.active,
      'Minimum value': state.minimum,
      'Maximum value': state.maximum,
      'Mean value': state.sum / state.events,
    });
  }

  #alert({ key, start, end, count }: Alert): void {
    this.#emit('window', 'Window Streaming Analytics', {
      Station: key.station,
      Sensor: key.sensor,
      Alarm: key.alarm,
      Message: 'Alarm often gets triggered!',
      'Window start': new Date(start).toISOString(),
      'Window end': new Date(end).toISOString(),
      'Active alarms counter': count,
    });
  }

  #late({ station, sensor, alarm, time }: PlainRecord, watermark: number): void {
    this.#emit('late', 'Late Event', {
      Station: station,
      Sensor: sensor,
      Alarm: alarm,
      'Event time': new Date(time).toISOString(),
      Watermark: new Date(watermark).toISOString(),
    });
  }

  #wrong(line: string): void {
    this.#emit('error', 'DeserializationError', {
      'Error line': tooLong(line) ? Buffer.from(line).subarray(0, MAX_RECORD_BYTES).toString() : line,
      'Total number of errors': this.#results.error + 1,
    });
  }

  #emit(output: keyof Results, type: string, content: object): void {
    this.#results[output]++;
    this.#emitted(output, JSON.stringify({ 'Message Type': type, Content: content }));
  }
}

function tooLong(line: string): boolean {
  return line.length * 3 > MAX_RECORD_BYTES && Buffer.byteLength(line) > MAX_RECORD_BYTES;
}
