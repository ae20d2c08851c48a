import { type NatsConnection, RequestError } from '@nats-io/transport-node';
import { MillraceError } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import { codeOf, serverErrors } from './errors.ts';

/**
 * Refuses a server that was started without JetStream: nothing would come of waiting for it. One of a cluster may leave JetStream to
 * others of it, which may be away for a while.
 *
 * @throws broker-refused.
 */
export async function checkJetStream(connection: NatsConnection, where: string): Promise<void> {
  const { jetstream, cluster } = connection.info ?? {};
  if (jetstream === true || cluster !== undefined || (await answers(connection))) return;
  throw new MillraceError('broker-refused', {
    what: 'JetStream is not enabled in nats-server',
    where,
    fix: 'start it with -js, or with a jetstream block in its configuration',
  });
}

/** Whether somebody answers what is asked of JetStream: a leaf node's server may be reached for it. Only a plain "nobody" is a no. */
async function answers(connection: NatsConnection): Promise<boolean> {
  try {
    await connection.request('$JS.API.INFO', undefined, { timeout: limits.answerMilliseconds });
    return true;
  } catch (thrown) {
    return !(thrown instanceof RequestError && thrown.isNoResponders());
  }
}

/** What a start that failed is to say: a `broker-refused` where the user's account has no JetStream; else what was thrown. */
export function failureOfStart(thrown: unknown, where: string): unknown {
  for (let cause = thrown; cause instanceof Error; cause = cause.cause) {
    if (codeOf(cause) !== serverErrors.notForAccount) continue;
    return new MillraceError('broker-refused', {
      what: "JetStream is not enabled for this user's account (log.authentication)",
      where,
      fix: "add jetstream: enabled to the account in nats-server's configuration",
      cause: thrown,
    });
  }
  return thrown;
}
