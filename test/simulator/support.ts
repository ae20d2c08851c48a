import { AlarmGenerator } from '../../simulator/alarm-generator.ts';
import type { SimulatorOptions } from '../../simulator/options.ts';

/** A right `bts-csv` line: station, sensor, alarm, event time, value, threshold, active, stored time. */
export const RIGHT =
  /^([1-9]\d{0,14}),([1-9]\d{0,14}),([1-9]\d{0,14}),(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d) UTC,(-?\d+\.\d\d),(\d+),(True|False),$/;

export interface Line {
  readonly key: string;
  readonly sensor: number;
  /** Seconds since 1970-01-01Z. */
  readonly second: number;
  readonly value: number;
  readonly active: boolean;
}

/** A right line's parts, or undefined. */
export function parse(line: string): Line | undefined {
  const match = RIGHT.exec(line);
  if (match === null) return undefined;
  const [, station, sensor, alarm, time, value, , active] = match;
  const date = new Date(`${time?.replace(' ', 'T')}Z`);
  if (date.toISOString().slice(0, 10) !== time?.slice(0, 10)) return undefined;
  const key = `${station}-${sensor}-${alarm}`;
  const numbers = { sensor: Number(sensor), second: date.getTime() / 1000, value: Number(value) };
  return { key, ...numbers, active: active === 'True' };
}

/** The bytes of that many lines. */
export function bytesOf(lines: number, options: Partial<SimulatorOptions>): Buffer {
  const generator = new AlarmGenerator(options);
  const target = Buffer.alloc(lines * 120 + 1024);
  const end = generator.fill(target, 0, lines);
  if (generator.lines !== lines) throw new Error('the buffer was too small');
  return target.subarray(0, end);
}

/** That many lines as text, one character a byte. */
export function linesOf(lines: number, options: Partial<SimulatorOptions> = {}): string[] {
  return bytesOf(lines, options).toString('latin1').split('\n').slice(0, -1);
}

/** The parts of lines that must all be right. */
export function parsed(lines: readonly string[]): Line[] {
  return lines.map((line) => {
    const parts = parse(line);
    if (parts === undefined) throw new Error(`not a right line: ${line}`);
    return parts;
  });
}

/** How many of the lines have an event time before the greatest one so far, by how far. */
export function lags(lines: readonly Line[]): number[] {
  let greatest = Number.NEGATIVE_INFINITY;
  return lines.map(({ second }) => {
    greatest = Math.max(greatest, second);
    return greatest - second;
  });
}
