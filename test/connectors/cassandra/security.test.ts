import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'cassandra-driver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CassandraChoice } from '../../../connectors/cassandra/choice.ts';
import { openClient } from '../../../connectors/cassandra/client.ts';
import { CassandraSnapshotStore } from '../../../connectors/cassandra/snapshot-store.ts';
import { CassandraServer } from '../../../services/cassandra/server.ts';
import { until } from '../../support/process/until.ts';
import { type Certificates, makeCertificates, whyNoCertificates } from '../../support/servers/certificates.ts';
import { describeWith } from '../../support/servers/describe-with.ts';

const [GOOD, BAD] = ['correct-horse', 'battery-staple'];
const reason = whyNoCertificates();

let folder: string;
let server: CassandraServer;
let own: Certificates;
let other: Certificates;
let admin: Client;

await describeWith(
  ['cassandra'],
  `a Cassandra that knows its users${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    describe.skipIf(reason !== undefined)('lets in', () => {
      beforeAll(async () => {
        folder = mkdtempSync(join(tmpdir(), 'millrace-security-'));
        own = makeCertificates(join(folder, 'own'));
        other = makeCertificates(join(folder, 'other'));
        server = await CassandraServer.start({ folder: join(folder, 'cassandra'), config: securityOf(own) });
        const superuser = choice({ username: 'cassandra', password: 'cassandra' });
        admin = await until('its first user is there', async () => await openClient(superuser).catch(() => undefined));
        await admin.execute(`CREATE ROLE runtime WITH PASSWORD = '${GOOD}' AND LOGIN = true`);
        await (await store({ username: 'cassandra', password: 'cassandra' })).close();
      });

      afterAll(async () => {
        await admin?.shutdown();
        await server?.kill();
        rmSync(folder, { recursive: true, force: true });
      });

      test('nobody without a name, or with a wrong password', async () => {
        await refuses({}, 'store.username');
        await refuses({ username: 'runtime', password: BAD }, 'store.password');
      });

      test('a role, but to nothing that it was not granted', async () => {
        const runtime = { username: 'runtime', password: GOOD };
        await refuses(runtime, 'no SELECT permission');
        await refuses({ ...runtime, keyspace: 'another' }, 'no CREATE permission');
        await admin.execute('GRANT SELECT ON KEYSPACE secured TO runtime');
        await until('it may read', async () => {
          const opened = await store(runtime).catch(() => undefined);
          await opened?.close();
          return opened;
        });
      });

      test('whoever trusts its certificate, over an encrypted connection', async () => {
        const superuser = { username: 'cassandra', password: 'cassandra' };
        await (await store({ ...superuser, tls: { ca: own.ca, verify: true } })).close();
        await refuses({ ...superuser, tls: { ca: other.ca, verify: true } }, 'store.tls');
        await refuses({ ...superuser, tls: { verify: true } }, 'store.tls');
        const absent = { ca: join(folder, 'absent.pem'), verify: true };
        await refuses({ ...superuser, tls: absent }, 'store.tls.ca', 'file-unreadable');
      });

      test('nobody who looks for another data centre', async () => {
        const elsewhere = { username: 'cassandra', password: 'cassandra', localDataCenter: 'elsewhere' };
        await refuses(elsewhere, 'store.localDataCenter');
      });
    });
  },
);

function choice(more: Partial<CassandraChoice>): CassandraChoice {
  return {
    kind: 'cassandra',
    contactPoints: [server.address],
    localDataCenter: server.localDataCenter,
    keyspace: 'secured',
    replication: { class: 'SimpleStrategy', replication_factor: 1 },
    create: true,
    consistency: 'local-quorum',
    ...more,
  };
}

/** A store that has been asked something. */
async function store(more: Partial<CassandraChoice>): Promise<CassandraSnapshotStore> {
  const opened = new CassandraSnapshotStore(choice(more));
  try {
    await opened.readManifest('customer1/0');
    return opened;
  } catch (thrown) {
    await opened.close();
    throw thrown;
  }
}

/** One line that names what to correct, without the password. */
async function refuses(more: Partial<CassandraChoice>, names: string, code = 'store-refused'): Promise<void> {
  const thrown = await store(more).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(thrown).toMatchObject({ code });
  expect(`${thrown}`).toContain(names);
  expect(`${thrown}`).not.toContain('\n');
  for (const secret of [GOOD, BAD]) expect(`${thrown} ${JSON.stringify(thrown)}`).not.toContain(secret);
}

/** Encrypted and open connections on the same port. */
function securityOf({ server: { certificate, key } }: Certificates): string {
  const keystore = join(folder, 'server.p12');
  const files = ['-in', certificate, '-inkey', key, '-out', keystore];
  execFileSync('openssl', ['pkcs12', '-export', ...files, '-passout', 'pass:keystore']);
  return [
    'authenticator: PasswordAuthenticator',
    'authorizer: CassandraAuthorizer',
    'client_encryption_options:',
    '  { enabled: true, optional: true, require_client_auth: false, store_type: PKCS12,',
    `    keystore: ${JSON.stringify(keystore)}, keystore_password: keystore }`,
  ].join('\n');
}
