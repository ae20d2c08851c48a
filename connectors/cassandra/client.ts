import { readFileSync } from 'node:fs';
import { auth, Client, type ClientOptions, policies, types } from 'cassandra-driver';
import { MillraceError, messageOf } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';
import type { CassandraChoice } from './choice.ts';
import { storeError } from './errors.ts';

const CONSISTENCIES = {
  'local-quorum': types.consistencies.localQuorum,
  quorum: types.consistencies.quorum,
  'local-one': types.consistencies.localOne,
  one: types.consistencies.one,
  all: types.consistencies.all,
} as const;

/** A client of the cluster, connected. The caller shuts it down. @throws store-unavailable, store-refused, file-unreadable. */
export async function openClient(choice: CassandraChoice): Promise<Client> {
  const client = new Client(optionsOf(choice));
  try {
    await client.connect();
    return client;
  } catch (thrown) {
    await client.shutdown().catch(() => undefined);
    throw storeError(thrown, choice.contactPoints.join(', '), false);
  }
}

function optionsOf(choice: CassandraChoice): ClientOptions {
  const { contactPoints, localDataCenter, consistency, username, password, tls } = choice;
  return {
    contactPoints: [...contactPoints],
    localDataCenter,
    queryOptions: {
      consistency: CONSISTENCIES[consistency],
      serialConsistency: consistency.startsWith('local') ? types.consistencies.localSerial : types.consistencies.serial,
      prepare: true,
    },
    socketOptions: { connectTimeout: limits.answerMilliseconds, readTimeout: limits.answerMilliseconds },
    // Who asked decides what is asked again: a compare-and-set that was sent twice would refuse its own success.
    policies: {
      retry: new policies.retry.FallthroughRetryPolicy(),
      // The driver's own would look for a node that was away for long no more than every ten minutes.
      reconnection: new policies.reconnection.ConstantReconnectionPolicy(limits.storeReconnectMilliseconds),
    },
    ...(username !== undefined && { authProvider: new auth.PlainTextAuthProvider(username, password ?? '') }),
    ...(tls !== undefined && {
      sslOptions: {
        rejectUnauthorized: tls.verify,
        ...(tls.ca !== undefined && { ca: [contentOf(tls.ca, 'store.tls.ca')] }),
        ...(tls.certificate !== undefined && { cert: contentOf(tls.certificate, 'store.tls.certificate') }),
        ...(tls.key !== undefined && { key: contentOf(tls.key, 'store.tls.key') }),
      },
    }),
  };
}

function contentOf(file: string, key: string): Buffer {
  try {
    return readFileSync(file);
  } catch (thrown) {
    throw new MillraceError('file-unreadable', {
      what: `the file of ${key} cannot be read: ${messageOf(thrown)}`,
      where: file,
      fix: 'correct the path, or let this user read the file',
    });
  }
}
