import type { ErrorCode } from '../../runtime/base/error-codes.ts';
import { nearest } from '../nearest.ts';

/** What a schema says about a value it refuses. */
export interface Complaint {
  /** What was found, where that is more than the value. Not shown of a value from the environment or a file. */
  readonly found?: string;
  /** What may stand there: `a whole number from 1 to 64`. */
  readonly wanted: string;
  /** What to do about it: `write for example 4`. */
  readonly fix: string;
  /** Default `config-invalid`. */
  readonly code?: ErrorCode;
  /** Of a union of groups: the key that tells its options apart. */
  readonly tells?: string;
}

/** A complaint as a zod message. A message is all that zod carries from a schema to its issues. */
export function complain(...complaints: readonly Complaint[]): string {
  return JSON.stringify(complaints);
}

/** The inverse of {@link complain}; one complaint for each unknown key, otherwise a single one. */
export function complaintsOf(message: string): readonly Complaint[] {
  try {
    return JSON.parse(message);
  } catch {
    return [{ wanted: message, fix: 'see config/reference.md' }];
  }
}

/** `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** How to correct a word that is none of `words`. */
export function correction(found: unknown, words: readonly string[]): string {
  const near = typeof found === 'string' ? nearest(found, words) : undefined;
  if (near !== undefined) return `did you mean ${near}?`;
  return words.length === 1 ? `write ${words[0]}` : `write one of ${words.join(', ')}`;
}
