import { readFileSync } from 'node:fs';
import {
  type Authenticator,
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type NatsConnection,
  nkeyAuthenticator,
} from '@nats-io/transport-node';
import { MillraceError, messageOf } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { JetStreamChoice } from './choice.ts';
import { isOlder, OLDEST_SERVER } from './server-version.ts';

/**
 * A connection to NATS that comes back by itself when it breaks. The caller closes it.
 *
 * @throws broker-unavailable, broker-refused, broker-too-old, file-unreadable (credentials).
 */
export async function openConnection(choice: JetStreamChoice): Promise<NatsConnection> {
  const where = choice.servers.join(', ');
  const connection = await connect(optionsOf(choice)).catch((thrown: unknown) => {
    throw connectError(thrown, where);
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
  return connection;
}

function optionsOf({ servers, authentication = {}, tls }: JetStreamChoice): ConnectionOptions {
  const { user, password, token, nkey, credentials } = authentication;
  return {
    servers: [...servers],
    name: 'millrace',
    maxReconnectAttempts: -1,
    reconnectTimeWait: limits.reconnectMilliseconds,
    reconnectJitter: limits.reconnectMilliseconds,
    // A server that doesn't know us now may be one that is still reading its accounts.
    ignoreAuthErrorAbort: true,
    timeout: limits.answerMilliseconds,
    pingInterval: limits.answerMilliseconds,
    ...(user !== undefined && { user, pass: password ?? '' }),
    ...(token !== undefined && { token }),
    ...((nkey ?? credentials) !== undefined && { authenticator: authenticatorOf(nkey, credentials) }),
    ...(tls !== undefined && {
      tls: {
        ...(tls.ca !== undefined && { caFile: tls.ca }),
        ...(tls.certificate !== undefined && { certFile: tls.certificate }),
        ...(tls.key !== undefined && { keyFile: tls.key }),
      },
    }),
  };
}

function authenticatorOf(nkey: string | undefined, credentials: string | undefined): Authenticator {
  if (nkey !== undefined) return nkeyAuthenticator(Buffer.from(contentOf(nkey).toString().trim()));
  return credsAuthenticator(contentOf(credentials as string));
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (thrown) {
    throw new MillraceError('file-unreadable', {
      what: `the credentials cannot be read: ${messageOf(thrown)}`,
      where: file,
      fix: 'correct the path, or let this user read the file',
      cause: thrown,
    });
  }
}

function connectError(thrown: unknown, where: string): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const text = messageOf(thrown);
  if (/authorization|authentication|permission|nkey|signature/i.test(text)) {
    return new MillraceError('broker-refused', {
      what: `NATS does not let this user in: ${text}`,
      where,
      fix: 'correct log.authentication in the configuration, or the accounts of the server',
      cause: thrown,
    });
  }
  return new MillraceError('broker-unavailable', {
    what: `no NATS server can be reached: ${text}`,
    where,
    fix: 'start nats-server (for development: npm run services -- start), or correct log.servers',
    cause: thrown,
  });
}
