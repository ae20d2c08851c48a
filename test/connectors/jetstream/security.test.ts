import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nkeys } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JetStreamChoice } from '../../../connectors/jetstream/choice.ts';
import { JetStreamLogStore } from '../../../connectors/jetstream/log-store.ts';
import { NatsServer } from '../../../services/nats/server.ts';
import { makeCertificates, whyNoCertificates } from '../../support/servers/certificates.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { operatorAccounts, strangersCredentials } from './nats-accounts.ts';

const NAME = { tenant: 'customer1', partition: 0, count: 1, direction: 'input' } as const;
const [GOOD, BAD] = ['correct-horse', 'battery-staple'];

let folder: string;
let server: NatsServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-security-'));
});
afterEach(async () => {
  await server?.kill();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

await describeWith(['nats'], 'a server that lets in whom it knows', () => {
  test('user and password', async () => {
    await started(`authorization { user: runtime, password: "${GOOD}" }`);
    await letsIn({ authentication: { user: 'runtime', password: GOOD } });
    await refuses({ authentication: { user: 'runtime', password: BAD } });
    await refuses({});
  });

  test('a token', async () => {
    await started(`authorization { token: "${GOOD}" }`);
    await letsIn({ authentication: { token: GOOD } });
    await refuses({ authentication: { token: BAD } });
  });

  test('an nkey', async () => {
    const [known, unknown] = [nkeys.createUser(), nkeys.createUser()];
    await started(`authorization { users: [{ nkey: ${known.getPublicKey()} }] }`);
    const seedOf = (key: typeof known): string => Buffer.from(key.getSeed()).toString();
    await letsIn({ authentication: { nkey: fileWith(`${seedOf(known)}\n`) } });
    await refuses({ authentication: { nkey: fileWith(seedOf(unknown)) } }, 'broker-refused', seedOf(unknown));
    const noSeed = fileWith(BAD);
    await refuses({ authentication: { nkey: noSeed } }, 'file-unreadable');
    await refuses({ authentication: { nkey: join(folder, 'absent') } }, 'file-unreadable');
  });

  test('a credentials file', async () => {
    const { config, credentials } = operatorAccounts();
    await started(config);
    await letsIn({ authentication: { credentials: fileWith(credentials) } });
    const stranger = strangersCredentials();
    const seed = /SU[A-Z2-7]{50,}/.exec(stranger)?.[0] ?? '';
    await refuses({ authentication: { credentials: fileWith(stranger) } }, 'broker-refused', seed);
    await refuses({ authentication: { credentials: fileWith(BAD) } }, 'file-unreadable');
  });

  test('a user that may not do what the runtime needs', async () => {
    const may = '{ publish: { deny: "$JS.API.STREAM.CREATE.>" } }';
    await started(`authorization { users: [{ user: runtime, password: "${GOOD}", permissions: ${may} }] }`);
    await refuses(
      { authentication: { user: 'runtime', password: GOOD } },
      'broker-refused',
      undefined,
      'STREAM.CREATE',
    );
  });

  test('a user that may not publish results', async () => {
    await started(
      `authorization { users: [{ user: r, password: "${GOOD}", permissions: { publish: { deny: "in.>" } } }] }`,
    );
    const logs = store({ authentication: { user: 'r', password: GOOD } });
    const log = await logs.open(NAME);
    await expect(log.append([{ kind: 'event', payload: Buffer.from('line') }])).rejects.toMatchObject({
      code: 'broker-refused',
      what: expect.stringContaining('publish of in.customer1'),
    });
    await logs.close();
  });
});

const reason = whyNoCertificates();
await describeWith(['nats'], 'an encrypted connection', () => {
  describe.skipIf(reason !== undefined)(
    `with certificates${reason === undefined ? '' : ` (skipped: ${reason})`}`,
    () => {
      test('to a server whose authority is known, and to no other', async () => {
        const own = makeCertificates(join(folder, 'own'));
        const other = makeCertificates(join(folder, 'other'));
        await started(`tls { cert_file: "${own.server.certificate}", key_file: "${own.server.key}" }`);
        await letsIn({ tls: { ca: own.ca } });
        const untrusted = { code: 'broker-refused', fix: expect.stringContaining('log.tls') };
        await expect(opened({ tls: { ca: other.ca } })).rejects.toMatchObject(untrusted);
        // What the system trusts.
        await expect(opened({})).rejects.toMatchObject(untrusted);
        await expect(opened({ tls: { ca: join(folder, 'absent.pem') } })).rejects.toMatchObject({
          code: 'file-unreadable',
        });
      });

      test('that shows the client to the server, too', async () => {
        const own = makeCertificates(join(folder, 'own'));
        const { certificate, key } = own.server;
        await started(`tls { cert_file: "${certificate}", key_file: "${key}", ca_file: "${own.ca}", verify: true }`);
        await letsIn({ tls: { ca: own.ca, ...own.client } });
        const unknown = { code: 'broker-refused', fix: expect.stringContaining('log.tls.certificate') };
        await expect(opened({ tls: { ca: own.ca } })).rejects.toMatchObject(unknown);
      });

      test('that is asked for is never given up for an open one', async () => {
        const { ca } = makeCertificates(join(folder, 'own'));
        await started('');
        const open = { code: 'broker-refused', what: expect.stringContaining('tls') };
        await expect(opened({ tls: { ca } })).rejects.toMatchObject(open);
        await expect(opened({ servers: [url().replace('nats:', 'tls:')] })).rejects.toMatchObject(open);
      });
    },
  );
});

async function started(config: string): Promise<void> {
  server = await NatsServer.start({ folder: join(folder, 'nats'), config });
}

function url(): string {
  return server?.url ?? '';
}

function store(more: Partial<JetStreamChoice>): JetStreamLogStore {
  return new JetStreamLogStore({ kind: 'jetstream', servers: [url()], ...more });
}

/** Opens a log, and nothing stays open. */
async function opened(more: Partial<JetStreamChoice>): Promise<void> {
  const logs = store(more);
  try {
    await logs.open(NAME);
  } finally {
    await logs.close();
  }
}

async function letsIn(more: Partial<JetStreamChoice>): Promise<void> {
  await expect(opened(more)).resolves.toBeUndefined();
}

/** The message names the configuration's key and tells no secret. */
async function refuses(
  more: Partial<JetStreamChoice>,
  code = 'broker-refused',
  secret = BAD,
  names = 'log.authentication',
) {
  const thrown = await opened(more).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(thrown).toMatchObject({ code });
  const told = `${thrown} ${JSON.stringify(thrown)}`;
  expect(told).toContain(names);
  for (const one of [GOOD, BAD, secret]) expect(told).not.toContain(one);
}

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(folder, 'file-')), 'secret');
  writeFileSync(file, text);
  return file;
}
