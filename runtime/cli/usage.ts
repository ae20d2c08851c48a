import { MillraceError } from '../base/errors.ts';

/**
 * Reads what a person has said; a query that is wrong is wrong usage here.
 *
 * @param command as it was called, such as `millrace actor`.
 * @throws usage.
 */
export function readUsage<T>(command: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof MillraceError) || thrown.code !== 'query-invalid') throw thrown;
    const { what, fix } = thrown;
    throw new MillraceError('usage', { what, where: command, fix, cause: thrown });
  }
}
