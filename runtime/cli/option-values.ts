import { InvalidArgumentError } from 'commander';
import { isIdName } from '../channel/line.ts';

/** Reads an option's value. Throws commander's `InvalidArgumentError` with what is wanted. */
export type OptionReader<T> = (text: string) => T;

export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): OptionReader<number> {
  return (text) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`give a whole number ${range}`);
  };
}

export function decimal(least: number, most: number): OptionReader<number> {
  return (text) => {
    const value = /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`give a number from ${least} to ${most}`);
  };
}

/** A moment as milliseconds since 1970-01-01Z: `2017-02-19`, `2017-02-19T14:20:13Z`, or as events spell it. UTC unless told. */
export const moment: OptionReader<number> = (text) => {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))? ?(Z|UTC|[+-]\d{2}:\d{2})?$/.exec(
    text,
  );
  const [, day = '', time = '00:00', zone = 'Z'] = match ?? [];
  const value = match === null ? Number.NaN : Date.parse(`${day}T${time}${zone === 'UTC' ? 'Z' : zone}`);
  // Date.parse takes the 30th of February for the 2nd of March.
  const isDay = !Number.isNaN(value) && new Date(`${day}T00:00Z`).toISOString().startsWith(day);
  if (isDay) return value;
  throw new InvalidArgumentError('give a time such as 2017-02-19T14:20:13Z');
};

/** A name that ids are made of, with room for a number. */
export const idName: OptionReader<string> = (text) => {
  if (isIdName(text)) return text;
  throw new InvalidArgumentError('give 1 to 200 printable ASCII characters without spaces, such as alarms-0219');
};
