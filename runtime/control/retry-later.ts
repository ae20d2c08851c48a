import type { ErrorCode } from '../base/error-codes.ts';
import { type ErrorParts, MillraceError } from '../base/errors.ts';

/** A request that would be answered later on. HTTP answers it with the header `Retry-After`. */
export class RetryLater extends MillraceError {
  /** 429: too much of one tenant; 503: of all together. */
  readonly status: 429 | 503;
  /** Whole seconds, at least 1. */
  readonly seconds: number;

  /** @param wait milliseconds. */
  constructor(status: 429 | 503, wait: number, code: ErrorCode, parts: ErrorParts) {
    super(code, parts);
    this.status = status;
    this.seconds = Math.max(1, Math.ceil(wait / 1000));
  }
}
