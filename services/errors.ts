import { MillraceError } from '../runtime/base/errors.ts';

/** Something that a server needs is not there. */
export function unavailable(what: string, where: string, fix: string, cause?: unknown): MillraceError {
  return new MillraceError('service-unavailable', { what, where, fix, cause });
}

/** A server did not start, or does not end. */
export function failed(what: string, where: string, fix: string, cause?: unknown): MillraceError {
  return new MillraceError('service-failed', { what, where, fix, cause });
}
