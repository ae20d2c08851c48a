import { errors } from 'cassandra-driver';
import { MillraceError, messageOf } from '../../runtime/base/errors.ts';

/**
 * What the driver threw, in the words of this project.
 *
 * @param isWrite whether it may have been stored all the same.
 */
export function storeError(thrown: unknown, where: string, isWrite: boolean): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  if (thrown instanceof errors.AuthenticationError || /credentials|unauthorized|permission/i.test(messageOf(thrown))) {
    return new MillraceError('store-refused', {
      what: `Cassandra does not let this user do it: ${messageOf(thrown)}`,
      where,
      fix: 'correct the user and password of the store in the configuration, or what they are granted',
      cause: thrown,
    });
  }
  return new MillraceError(isWrite && !isUnsent(thrown) ? 'outcome-unknown' : 'store-unavailable', {
    what: `Cassandra did not answer as it should: ${messageOf(thrown)}`,
    where,
    fix: 'see that its nodes run and can be reached; it is tried again',
    cause: thrown,
  });
}

/** Whether no node was even asked. */
function isUnsent(thrown: unknown): boolean {
  return thrown instanceof errors.NoHostAvailableError && Object.keys(thrown.innerErrors ?? {}).length === 0;
}
