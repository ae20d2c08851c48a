import type { ErrorCode } from '../runtime/base/error-codes.ts';
import { MillraceError } from '../runtime/base/errors.ts';

/** Keys and list positions from the top of the configuration. */
export type KeyPath = readonly (string | number)[];

/** One mistake in a configuration, before it is known where in the file it stands. */
export interface Problem {
  readonly code: ErrorCode;
  readonly path: KeyPath;
  readonly what: string;
  readonly fix: string;
}

/**
 * All mistakes found in a configuration. Code, what, where and fix are those of the first; the message has a line
 * `code: what, where, fix` for each, in the order of the file.
 */
export class ConfigError extends MillraceError {
  /** At least one. */
  readonly problems: readonly MillraceError[];

  constructor(first: MillraceError, ...others: readonly MillraceError[]) {
    super(first.code, first);
    this.name = 'ConfigError';
    this.problems = [first, ...others];
    this.message = this.problems.map((problem) => problem.message).join('\n');
  }
}

/** Where things stand in a file. */
export interface Place {
  /** As the user calls it. */
  readonly file: string;
  /** Line of a key, or of the nearest group around it that is there; from 1. */
  line(path: KeyPath): number;
  /** How a place is spelled. Default: `at KEYS in FILE line N`. */
  where?(path: KeyPath): string;
}

/** Problems as one error, by line; the same complaint about the same place once. */
export function configError(problems: readonly [Problem, ...Problem[]], place: Place): ConfigError {
  const lines = problems
    .map((problem) => ({ problem, line: place.line(problem.path) }))
    .sort((a, b) => a.line - b.line);
  const errors = new Map<string, MillraceError>();
  for (const { problem, line } of lines) {
    const error = new MillraceError(problem.code, {
      what: problem.what,
      where: place.where?.(problem.path) ?? `at ${spellPath(problem.path)} in ${place.file} line ${line}`,
      fix: problem.fix,
    });
    if (!errors.has(error.message)) errors.set(error.message, error);
  }
  const [first, ...others] = errors.values();
  return new ConfigError(first as MillraceError, ...others);
}

/** `tenants.0.analytics.1.window`. */
export function spellPath(path: KeyPath): string {
  return path.length === 0 ? 'the top' : path.join('.');
}

/** Whether `path` is `top` or below it. */
export function isWithin(path: KeyPath, top: KeyPath): boolean {
  return top.every((key, index) => path[index] === key);
}

/** What stands at a path; undefined when nothing does. */
export function valueAt(value: unknown, path: KeyPath): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}
