import { JetStreamApiError } from '@nats-io/jetstream';
import { MillraceError, messageOf } from '../../runtime/base/errors.ts';

/** The server's own numbers of errors, as far as anything is decided by them. */
export const serverErrors = {
  streamNotFound: 10059,
  streamNameInUse: 10058,
  consumerNotFound: 10014,
  /** The log's last sequence isn't the one expected. */
  wrongLastSequence: 10071,
  /** Another publish is under way: the same as above, undecided. */
  expectationInFlight: 10164,
  wrongStream: 10060,
  /** A message asked for a rollup that is no kind of one, or not allowed. */
  rollupRefused: 10111,
  /** A message of the batch has been stored before. */
  batchDuplicate: 10201,
  storeFull: 10077,
  outOfStorage: 10047,
} as const;

/** The server's number of an error, or undefined. */
export function codeOf(thrown: unknown): number | undefined {
  return thrown instanceof JetStreamApiError ? thrown.code : undefined;
}

/** What was thrown by the client library, in the words of this project. */
export function brokerError(thrown: unknown, where: string): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  return new MillraceError('broker-unavailable', {
    what: `the broker did not do what was asked: ${messageOf(thrown)}`,
    where,
    fix: 'see that nats-server runs, has JetStream enabled and lets this user in; it is tried again',
    cause: thrown,
  });
}

/** The error in the answer to a publish. */
export function publishError(code: number, description: string, where: string): MillraceError {
  if (code === serverErrors.wrongLastSequence || code === serverErrors.expectationInFlight) {
    return new MillraceError('log-conflict', {
      what: `somebody else appended: ${description}`,
      where,
      fix: 'nothing: the tail of the log is read again',
    });
  }
  if (code === serverErrors.storeFull || code === serverErrors.outOfStorage) {
    return new MillraceError('store-full', {
      what: `the stream takes no more: ${description}`,
      where,
      fix: 'give the server more storage or the stream a larger limit; it is tried again',
    });
  }
  if (code === serverErrors.wrongStream) {
    return new MillraceError('log-recreated', {
      what: description,
      where,
      fix: 'restore the stream from a copy, or remove the data of this partition to start anew',
    });
  }
  return new MillraceError('outcome-unknown', {
    what: `the broker refused an append (${code}): ${description}`,
    where,
    fix: 'nothing: the tail of the log is read again',
  });
}
