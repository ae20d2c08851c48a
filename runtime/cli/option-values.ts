import { InvalidArgumentError } from 'commander';
import { momentIn } from '../base/moment.ts';
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

/** A moment as {@link momentIn} reads it. */
export const moment: OptionReader<number> = (text) => {
  const value = momentIn(text);
  if (value !== undefined) return value;
  throw new InvalidArgumentError('give a time such as 2017-02-19T14:20:13Z');
};

/** A name that ids are made of, with room for a number. */
export const idName: OptionReader<string> = (text) => {
  if (isIdName(text)) return text;
  throw new InvalidArgumentError('give 1 to 200 printable ASCII characters without spaces, such as alarms-0219');
};
