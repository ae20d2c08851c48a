import { MillraceError } from '../../runtime/base/errors.ts';
import type { Fields } from './json.ts';

const defined: unique symbol = Symbol.for('millrace.format');

/** A format of a user's own. */
export interface FormatDefinition {
  /** Takes a record apart. What it throws is the reason the record is a wrong line. It must depend on the line alone. */
  readonly decode: (line: string) => Fields;
}

export interface DefinedFormat extends FormatDefinition {
  readonly [defined]: true;
}

/**
 * Declares a format of your own. The module that exports it is named in the configuration by its path:
 * `input: { format: ./my-format.ts }`.
 *
 * @throws format-invalid when `decode` is no function.
 */
export function defineFormat(definition: FormatDefinition): DefinedFormat {
  if (typeof definition?.decode !== 'function') {
    throw new MillraceError('format-invalid', {
      what: 'decode is no function',
      where: 'defineFormat',
      fix: 'give it decode: (line) => ({ key: [station, sensor, alarm], time, value, isActive })',
    });
  }
  return Object.freeze({ ...definition, [defined]: true as const });
}

/** Whether a value came out of {@link defineFormat}. */
export function isDefinedFormat(value: unknown): value is DefinedFormat {
  return typeof value === 'object' && value !== null && defined in value;
}
