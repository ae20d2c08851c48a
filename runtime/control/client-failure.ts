import { type ErrorCode, errorCodes } from '../base/error-codes.ts';
import { MillraceError } from '../base/errors.ts';

/** The error that an answer of the API holds, as it was thrown there; `runtime-refused` when it holds none. */
export function failureIn(status: number, body: string, where: string): MillraceError {
  const error = errorIn(body);
  if (error !== undefined) return MillraceError.revive(error);
  return new MillraceError('runtime-refused', {
    what: `the answer was HTTP ${status} without an error of Millrace`,
    where,
    fix: 'check that api.listen is reached directly, and that this is the release that runs',
  });
}

function errorIn(body: string): { code: ErrorCode; what: string; where: string; fix: string } | undefined {
  try {
    const { code, what, where, fix } = (JSON.parse(body) as { error: Record<string, unknown> }).error;
    const texts = typeof what === 'string' && typeof where === 'string' && typeof fix === 'string';
    return texts && isCode(code) ? { code, what, where, fix } : undefined;
  } catch {
    return undefined;
  }
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code);
}
