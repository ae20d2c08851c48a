import { readFileSync } from 'node:fs';
import {
  type Authenticator,
  type ConnectionOptions,
  credsAuthenticator,
  nkeyAuthenticator,
  nkeys,
} from '@nats-io/transport-node';
import { MillraceError, messageOf } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { JetStreamChoice } from './choice.ts';

/** How the client library is to connect. @throws file-unreadable: a file of secrets or certificates. */
export function optionsOf({ servers, authentication = {}, tls }: JetStreamChoice): ConnectionOptions {
  const { user, password, token, nkey, credentials } = authentication;
  // The library would take an open connection where only the address says that it is to be an encrypted one.
  const isEncrypted = tls !== undefined || servers.some((server) => server.startsWith('tls:'));
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
    ...(isEncrypted && { tls: tlsOf(tls) }),
  };
}

function tlsOf({ ca, certificate, key }: NonNullable<JetStreamChoice['tls']> = {}) {
  return {
    ...(ca !== undefined && { ca: contentOf(ca, 'log.tls.ca') }),
    ...(certificate !== undefined && { cert: contentOf(certificate, 'log.tls.certificate') }),
    ...(key !== undefined && { key: contentOf(key, 'log.tls.key') }),
  };
}

function authenticatorOf(nkey: string | undefined, credentials: string | undefined): Authenticator {
  if (nkey !== undefined) {
    const seed = Buffer.from(contentOf(nkey, 'log.authentication.nkey').trim());
    try {
      nkeys.fromSeed(seed);
    } catch {
      throw unreadable('it holds no seed of an nkey', nkey, 'log.authentication.nkey');
    }
    return nkeyAuthenticator(seed);
  }
  const file = credentials as string;
  const content = contentOf(file, 'log.authentication.credentials');
  const isWhole = /BEGIN NATS USER JWT/.test(content) && /BEGIN USER NKEY SEED/.test(content);
  if (!isWhole) throw unreadable('it holds no JWT and seed of a user', file, 'log.authentication.credentials');
  return credsAuthenticator(Buffer.from(content));
}

function contentOf(file: string, key: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw unreadable(messageOf(thrown), file, key);
  }
}

/** Never with what is in the file. */
function unreadable(why: string, file: string, key: string): MillraceError {
  return new MillraceError('file-unreadable', {
    what: `the file of ${key} cannot be used: ${why}`,
    where: file,
    fix: 'correct the path or the file, or let this user read it',
  });
}
