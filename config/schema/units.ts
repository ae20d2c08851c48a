import { z } from 'zod';
import { parseDuration, parseSize } from '../../runtime/base/units.ts';
import { complain } from './complaint.ts';
import { leafDocs } from './docs.ts';

const DURATION = /^\s*\d+(\.\d+)?\s*(ms|s|m|min|h|d)\s*$/;
const SIZE = /^\s*\d+(\.\d+)?\s*(B|kB|KB|MB|GB|KiB|MiB|GiB)?\s*$/;

/** Bounds of a duration or size, written as in the configuration. */
export interface Bounds {
  readonly min: string;
  readonly max: string;
  readonly example: string;
}

/** A duration such as `250ms`, `5s`, `24h`; milliseconds once parsed. */
export function duration({ min, max, example }: Bounds) {
  const wanted = `a duration from ${min} to ${max}`;
  const error = complain({ wanted, fix: `write a number and ms, s, m, h or d, for example ${example}` });
  const [least, most] = [boundOf(parseDuration(min), min), boundOf(parseDuration(max), max)];
  const schema = z
    .string({ error })
    .regex(DURATION, { error })
    .transform((found, context) => {
      const value = parseDuration(found);
      if (value !== undefined && value >= least && value <= most) return value;
      context.issues.push({ code: 'custom', message: error, input: found });
      return z.NEVER;
    });
  leafDocs.add(schema, { wanted });
  return schema;
}

/** A size such as `64KiB` or `1GiB`, or a plain number of bytes; bytes once parsed. */
export function size({ min, max, example }: Bounds) {
  const wanted = `a size from ${min} to ${max}`;
  const error = complain({ wanted, fix: `write a number and B, KiB, MiB or GiB, for example ${example}` });
  const [least, most] = [boundOf(parseSize(min), min), boundOf(parseSize(max), max)];
  const schema = z
    .union([z.int().min(0, { abort: true }), z.string().regex(SIZE, { abort: true })], { error })
    .transform((found, context) => {
      const value = parseSize(String(found));
      if (value !== undefined && value >= least && value <= most) return value;
      context.issues.push({ code: 'custom', message: error, input: found });
      return z.NEVER;
    });
  leafDocs.add(schema, { wanted });
  return schema;
}

/** Milliseconds as the shortest exact duration: 90000 is `90s`, 60000 is `1m`. */
export function durationText(milliseconds: number): string {
  return exact(milliseconds, [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ]);
}

/** Bytes as the shortest exact size: 65536 is `64KiB`. */
export function sizeText(bytes: number): string {
  return exact(bytes, [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
    ['B', 1],
  ]);
}

function exact(value: number, units: readonly (readonly [string, number])[]): string {
  if (value === 0) return `0${units.at(-2)?.[0] === 's' ? 's' : 'B'}`;
  const [name, factor] = units.find(([, unit]) => value % unit === 0) ?? ['', 1];
  return `${value / factor}${name}`;
}

function boundOf(parsed: number | undefined, written: string): number {
  if (parsed === undefined) throw new TypeError(`no duration or size: ${written}`);
  return parsed;
}
