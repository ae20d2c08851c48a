import type { ErrorCode } from './error-codes.ts';

/** What a {@link MillraceError} is made of. */
export interface ErrorParts {
  /** What happened or was found. */
  readonly what: string;
  /** Where: a file and key path, a tenant's partition, an address. */
  readonly where: string;
  /** What the reader can do about it. */
  readonly fix: string;
  readonly cause?: unknown;
}

/**
 * An error that a person can act on. Its message is always `code: what, where, fix`; every code stands in
 * {@link import('./error-codes.ts').errorCodes}.
 */
export class MillraceError extends Error {
  readonly code: ErrorCode;
  readonly what: string;
  readonly where: string;
  readonly fix: string;

  constructor(code: ErrorCode, parts: ErrorParts) {
    super(`${code}: ${parts.what}, ${parts.where}, ${parts.fix}`, { cause: parts.cause });
    this.name = 'MillraceError';
    this.code = code;
    this.what = parts.what;
    this.where = parts.where;
    this.fix = parts.fix;
  }

  /** A form that survives a trip between threads or over HTTP; {@link MillraceError.revive} is its inverse. */
  toJSON(): { code: ErrorCode; what: string; where: string; fix: string } {
    return { code: this.code, what: this.what, where: this.where, fix: this.fix };
  }

  static revive(plain: { code: ErrorCode } & ErrorParts): MillraceError {
    return new MillraceError(plain.code, plain);
  }
}

/** The text of anything that was thrown, without a stack. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'something that has no text';
  }
}

/** What a person reads of an error where its code stands beside it. */
export function remedyOf({ what, where, fix }: ErrorParts): string {
  return `${what}, ${where}, ${fix}`;
}

/** The operating system's code of an error (`ENOENT`, `EADDRINUSE`), or undefined. */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
