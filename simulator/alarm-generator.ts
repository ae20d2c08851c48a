import { Prng } from '../runtime/base/prng.ts';
import { Bursts } from './bursts.ts';
import { EventTimes } from './event-times.ts';
import { FIRST_STATION, type SimulatorOptions, simulatorOptions } from './options.ts';
import { Repeats } from './repeats.ts';
import { KEYS_PER_STATION, SENSORS, type Sensor, warmthAt } from './sensors.ts';
import { wrongLine } from './wrong-lines.ts';

/** No line is longer, its line feed included. */
export const MAX_LINE_BYTES = 256;

const LF = 0x0a;
const DOT = 0x2e;
const ZERO = 0x30;
const PAIRS = SENSORS.map(({ sensor, alarm }) => Buffer.from(`,${sensor},${alarm},`));
const TRUE = Buffer.from(',999999,True,\n');
const FALSE = Buffer.from(',999999,False,\n');

/**
 * Alarms of base stations in the `bts-csv` format, without a clock: a line is 1 / rate seconds after the one before, and
 * the same seed and options give the same bytes on every machine. Each option draws from a sequence of its own, so that
 * asking for wrong lines leaves the keys and values of the others as they were.
 */
export class AlarmGenerator {
  readonly options: SimulatorOptions;
  readonly #content: Prng;
  readonly #times: Prng;
  readonly #mistakes: Prng;
  readonly #bursts: Bursts;
  readonly #repeats: Repeats;
  readonly #eventTimes = new EventTimes();
  readonly #scratch = new Uint8Array(MAX_LINE_BYTES);
  #lines = 0;
  #visited = 0;
  #second = 0;
  #warmthSecond = -1;
  #warmth = 0;

  /** Throws `usage` when an option is out of range. */
  constructor(given: Partial<SimulatorOptions> = {}) {
    const options = simulatorOptions(given);
    const sequence = (number: number): Prng => new Prng(Math.imul(options.seed | 0, 0x9e3779b1) + number);
    this.options = options;
    this.#content = sequence(0);
    this.#times = sequence(1);
    this.#mistakes = sequence(2);
    this.#bursts = new Bursts(sequence(3), options.bursts, options.keys);
    this.#repeats = new Repeats(sequence(4), options.duplicates, MAX_LINE_BYTES);
  }

  /** Lines made so far. */
  get lines(): number {
    return this.#lines;
  }

  /** Simulated time of the next line, milliseconds since 1970-01-01Z. */
  get time(): number {
    return this.options.start + (this.#lines * 1000) / this.options.rate;
  }

  /**
   * Writes whole lines, each with its line feed, into target from `at` on, until there are as many as asked for or less
   * than {@link MAX_LINE_BYTES} are left. Returns the end of what was written; {@link lines} tells how many there were.
   */
  fill(target: Uint8Array, at: number, lines: number = Number.POSITIVE_INFINITY): number {
    const last = this.#lines + lines;
    const room = target.length - MAX_LINE_BYTES;
    let end = at;
    while (this.#lines < last && end <= room) end = this.#line(target, end);
    return end;
  }

  /** The next line without its line feed. A line that isn't UTF-8 has U+FFFD in its place; use `fill` for the bytes. */
  next(): string {
    const end = this.fill(this.#scratch, 0, 1);
    return Buffer.from(this.#scratch.buffer, 0, end - 1).toString('utf8');
  }

  #line(target: Uint8Array, at: number): number {
    const line = this.#lines++;
    const repeated = this.#repeats.take(line, target, at);
    if (repeated !== at) return repeated;
    const { start, rate, wrong } = this.options;
    this.#second = Math.floor((start + ((line + this.#times.unit()) * 1000) / rate) / 1000);
    let end = this.#rightLine(target, at);
    if (this.#mistakes.chance(wrong)) end = this.#spoil(target, at, end);
    this.#repeats.consider(line, target, at, end);
    return end;
  }

  #rightLine(target: Uint8Array, start: number): number {
    const burst = this.#bursts.next(this.#second);
    const key = burst === -1 ? this.#nextKey() : burst;
    const station = Math.floor(key / KEYS_PER_STATION);
    const pair = key - station * KEYS_PER_STATION;
    const sensor = SENSORS[pair] as Sensor;
    let at = writeInteger(FIRST_STATION + station, target, start);
    at = append(PAIRS[pair] as Uint8Array, target, at);
    at = this.#eventTimes.write(this.#eventSecond(), target, at);
    target[at++] = 0x2c;
    at = writeHundredths(this.#value(sensor), target, at);
    const active = this.#content.unit() < sensor.active;
    return append(active || burst !== -1 ? TRUE : FALSE, target, at);
  }

  #nextKey(): number {
    const { order, keys } = this.options;
    return order === 'sweep' ? this.#visited++ % keys : this.#content.below(keys);
  }

  #eventSecond(): number {
    const { late, outOfOrder } = this.options;
    const prng = this.#times;
    if (prng.chance(late)) return this.#second - (prng.below(4) === 0 ? 15 + prng.below(55) : 90 + prng.below(811));
    if (prng.chance(outOfOrder)) return this.#second - 1 - prng.below(9);
    return this.#second;
  }

  #value(sensor: Sensor): number {
    if (this.#warmthSecond !== this.#second) {
      this.#warmthSecond = this.#second;
      this.#warmth = warmthAt(this.#second);
    }
    return sensor.lowest + this.#content.below(sensor.noise + 1) + Math.floor(sensor.day * this.#warmth);
  }

  #spoil(target: Uint8Array, at: number, end: number): number {
    const line = Buffer.from(target.subarray(at, end - 1)).toString('latin1');
    const bytes = wrongLine(this.#mistakes, line);
    target.set(bytes, at);
    target[at + bytes.length] = LF;
    return at + bytes.length + 1;
  }
}

function append(bytes: Uint8Array, target: Uint8Array, at: number): number {
  for (let i = 0; i < bytes.length; i++) target[at + i] = bytes[i] as number;
  return at + bytes.length;
}

function writeInteger(value: number, target: Uint8Array, at: number): number {
  let end = at + 1;
  for (let bound = 10; bound <= value; bound *= 10) end++;
  let rest = value;
  for (let i = end - 1; i >= at; i--) {
    const next = (rest / 10) | 0;
    target[i] = ZERO + rest - next * 10;
    rest = next;
  }
  return end;
}

function writeHundredths(value: number, target: Uint8Array, at: number): number {
  const whole = (value / 100) | 0;
  const rest = value - whole * 100;
  const dot = writeInteger(whole, target, at);
  target[dot] = DOT;
  target[dot + 1] = ZERO + ((rest / 10) | 0);
  target[dot + 2] = ZERO + (rest % 10);
  return dot + 3;
}
