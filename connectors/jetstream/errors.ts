import { JetStreamApiError } from '@nats-io/jetstream';
import { PermissionViolationError } from '@nats-io/transport-node';
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
  /** The message is larger than the stream takes. */
  messageTooLarge: 10054,
  /** JetStream is not enabled for the account. */
  notForAccount: 10039,
} as const;

/** Those that say that there is no room: of the stream, the account, the server. */
const NO_ROOM = new Set([10077, 10047, 10023, 10028, 10002]);

/** The server's number of an error, or undefined. */
export function codeOf(thrown: unknown): number | undefined {
  return thrown instanceof JetStreamApiError ? thrown.code : undefined;
}

/** Whether the server has answered that it doesn't do it, now or later: not for want of room, and not since it isn't ready. */
export function isRefusal(thrown: unknown): boolean {
  return thrown instanceof JetStreamApiError && thrown.status !== 503 && !NO_ROOM.has(thrown.code);
}

/** What was thrown by the client library, in the words of this project. */
export function brokerError(thrown: unknown, where: string): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const denied = deniedIn(thrown);
  if (denied !== undefined) return notPermitted(denied, where);
  if (NO_ROOM.has(codeOf(thrown) ?? 0)) return noRoom(messageOf(thrown), where);
  return new MillraceError('broker-unavailable', {
    what: `the broker did not do what was asked: ${messageOf(thrown)}`,
    where,
    fix: 'see that nats-server runs, has JetStream enabled and lets this user in; it is tried again',
    cause: thrown,
  });
}

/** What the server doesn't let this user do. */
export function notPermitted({ operation, subject }: PermissionViolationError, where: string): MillraceError {
  return new MillraceError('broker-refused', {
    what: `NATS does not permit this user (log.authentication) the ${operation} of ${subject}`,
    where,
    fix: "give the runtime's user the permissions for the streams of its tenants",
  });
}

function deniedIn(thrown: unknown): PermissionViolationError | undefined {
  if (thrown instanceof PermissionViolationError) return thrown;
  return thrown instanceof Error && thrown.cause !== undefined ? deniedIn(thrown.cause) : undefined;
}

function noRoom(description: string, where: string): MillraceError {
  return new MillraceError('store-full', {
    what: `there is no room for more: ${description}`,
    where,
    fix: 'give the server or the account more storage, or the stream a larger limit; it is tried again',
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
  if (NO_ROOM.has(code)) return noRoom(description, where);
  if (code === serverErrors.messageTooLarge) return tooLarge(description, where);
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

/** A record that no try will store. */
export function tooLarge(what: string, where: string): MillraceError {
  return new MillraceError('record-too-large', {
    what: `a record is larger than the broker takes: ${what}`,
    where,
    fix: 'raise max_payload of nats-server (and max_msg_size of the stream, if it is set), then start the partition again',
  });
}

/** A chained record was stored, and not where it had to be: whoever it was, somebody else appended. */
export function storedElsewhere(sequence: number, due: number, where: string): MillraceError {
  return new MillraceError('log-conflict', {
    what: `a record was stored at ${sequence} where ${due} was due`,
    where,
    fix: 'nothing: the tail of the log is read again',
  });
}
