import { parseArgs } from 'node:util';
import { MillraceError, messageOf } from '../../runtime/base/errors.ts';

/** What a bench's command line gave, by option name. */
export interface Arguments {
  readonly only: readonly string[] | undefined;
  readonly json: boolean;
  readonly save: boolean;
  /** A number option, or the default when it isn't given. Throws `usage` when it is no number of at least `least`. */
  number(name: string, fallback: number, least: number): number;
  /** The same for a whole number. */
  integer(name: string, fallback: number, least: number): number;
}

/**
 * Reads a bench's command line: `--only a,b`, `--json`, `--save` and the number options named. Throws `usage`.
 */
export function readArguments(args: readonly string[], numbers: readonly string[]): Arguments {
  const texts = Object.fromEntries(numbers.map((name) => [name, { type: 'string' as const }]));
  const values = parse(args, texts);
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    only: text('only')?.split(','),
    json: values.json === true,
    save: values.save === true,
    number: (name, fallback, least) => numberOf(name, text(name), fallback, least),
    integer: (name, fallback, least) => integerOf(name, text(name), fallback, least),
  };
}

type Values = Record<string, string | boolean | undefined>;

function parse(args: readonly string[], texts: Record<string, { type: 'string' }>): Values {
  const flags = { only: { type: 'string' }, json: { type: 'boolean' }, save: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args: [...args], options: { ...texts, ...flags }, strict: true }).values as Values;
  } catch (error) {
    throw usage(messageOf(error), `give only ${[...Object.keys(texts), ...Object.keys(flags)].join(', ')}`);
  }
}

function numberOf(name: string, text: string | undefined, fallback: number, least: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() !== '' && value >= least && Number.isFinite(value)) return value;
  throw usage(`--${name} cannot be ${text}`, `give a number of at least ${least}`);
}

function integerOf(name: string, text: string | undefined, fallback: number, least: number): number {
  const value = numberOf(name, text, fallback, least);
  if (Number.isSafeInteger(value)) return value;
  throw usage(`--${name} cannot be ${value}`, 'give a whole number');
}

/** An error for a wrong command line of a bench. */
export function usage(what: string, fix: string): MillraceError {
  return new MillraceError('usage', { what, where: 'npm run bench', fix });
}
