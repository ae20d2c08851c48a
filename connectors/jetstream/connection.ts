import { connect, type NatsConnection } from '@nats-io/transport-node';
import { MillraceError } from '../../runtime/base/errors.ts';
import type { JetStreamChoice } from './choice.ts';
import { connectError } from './connection-errors.ts';
import { optionsOf } from './connection-options.ts';
import { checkJetStream } from './jetstream-enabled.ts';
import { isOlder, OLDEST_SERVER } from './server-version.ts';

/**
 * A connection to NATS that comes back by itself when it breaks. The caller closes it.
 *
 * @throws broker-unavailable, broker-refused, broker-too-old, file-unreadable (secrets, certificates).
 */
export async function openConnection(choice: JetStreamChoice): Promise<NatsConnection> {
  const where = choice.servers.join(', ');
  const connection = await connect(optionsOf(choice)).catch(async (thrown: unknown) => {
    throw await connectError(thrown, choice.servers);
  });
  const version = connection.info?.version ?? '';
  if (isOlder(version)) {
    await connection.close();
    throw new MillraceError('broker-too-old', {
      what: `nats-server is ${version || 'of an unknown version'} and ${OLDEST_SERVER} is needed`,
      where,
      fix: 'install nats-server 2.15 or newer',
    });
  }
  try {
    await checkJetStream(connection, where);
  } catch (thrown) {
    await connection.close();
    throw thrown;
  }
  return connection;
}
