import { errors } from 'cassandra-driver';
import { MillraceError, messageOf, systemCodeOf } from '../../runtime/base/errors.ts';

const REFUSED = /credentials|unauthorized|permission|authenticat|password/i;
/** Said by a node that can't ask the others who is who: that ends. */
const UNDECIDED = /unable to perform|cannot achieve consistency/i;
const CERTIFICATES = /certificate|altnames|self.signed|tls|ssl|x509/i;

/**
 * What the driver threw, in the words of this project.
 *
 * @param isWrite whether it may have been stored all the same.
 */
export function storeError(thrown: unknown, where: string, isWrite: boolean): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const reason = reasonOf(thrown);
  // The driver puts stacks into its messages.
  const text = messageOf(reason).split('\n')[0] ?? '';
  const refused = (what: string, fix: string): MillraceError =>
    new MillraceError('store-refused', { what: `${what}: ${text}`, where, fix, cause: thrown });
  if (CERTIFICATES.test(text) || /UNABLE_TO_|CERT|TLS|SSL/.test(systemCodeOf(reason) ?? '')) {
    const fix = 'correct store.tls in the configuration (ca, certificate, key), or the certificates of the nodes';
    return refused('there is no encrypted connection that both sides trust', fix);
  }
  if (!UNDECIDED.test(text) && (reason instanceof errors.AuthenticationError || REFUSED.test(text))) {
    const fix = 'correct store.username and store.password in the configuration, or what that role is granted';
    return refused('Cassandra does not let this user do it', fix);
  }
  if (/data ?center/i.test(text)) return refused('the cluster is another one', 'correct store.localDataCenter');
  return new MillraceError(isWrite && !isUnsent(thrown) ? 'outcome-unknown' : 'store-unavailable', {
    what: `Cassandra did not answer as it should: ${text}`,
    where,
    fix: 'see that its nodes run and can be reached; it is tried again',
    cause: thrown,
  });
}

/** What the first node said, where none would do. */
function reasonOf(thrown: unknown): unknown {
  if (!(thrown instanceof errors.NoHostAvailableError)) return thrown;
  return Object.values(thrown.innerErrors ?? {})[0] ?? thrown;
}

/** Whether no node was even asked. */
function isUnsent(thrown: unknown): boolean {
  return thrown instanceof errors.NoHostAvailableError && Object.keys(thrown.innerErrors ?? {}).length === 0;
}
