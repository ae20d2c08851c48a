import { MillraceError, messageOf } from '../base/errors.ts';
import type { PlainError } from './protocol.ts';

/** An error as plain data; one that is not ours has no remedy to tell. */
export function plainError(thrown: unknown, where: string): PlainError {
  if (thrown instanceof MillraceError) return thrown.toJSON();
  return { code: 'unexpected', what: messageOf(thrown), where, fix: 'please report it with the log file' };
}
