import { MillraceError } from '../../base/errors.ts';
import type { SendFailure } from '../../channel/send-failure.ts';

/** What became of the lines of a request that has failed. */
export interface IngestOutcome {
  /** Stored for certain. */
  readonly stored: number;
  /** Stored or not. */
  readonly unknown: number;
  /** Not stored for certain. */
  readonly notStored: number;
}

const STATUSES: Readonly<Record<string, number>> = { 'record-too-large': 413, 'store-full': 507 };

/** Not all lines of a request could be stored. Its code is always `outcome-unknown`. */
export class IngestFailure extends MillraceError {
  readonly lines: IngestOutcome;
  readonly status: number;

  /** @param lines of the request. @param name its `Idempotency-Key`. */
  constructor(failure: SendFailure, lines: number, name: string | undefined) {
    const { stored, doubtful, where, what, cause } = failure;
    const fix =
      name === undefined
        ? 'send those again that are missing; with an Idempotency-Key all can be sent again, and each is stored once'
        : 'send all of them again under the same Idempotency-Key: those that are stored are left out';
    super('outcome-unknown', { what: `${stored} of ${lines} lines are stored, ${what}`, where, fix, cause });
    this.lines = { stored, unknown: doubtful.length, notStored: lines - stored - doubtful.length };
    this.status = (cause instanceof MillraceError && STATUSES[cause.code]) || 503;
  }
}
