import { randomUUID } from 'node:crypto';
import { nkeys } from '@nats-io/transport-node';

type Pair = ReturnType<typeof nkeys.createUser>;
const ANY = -1;

/** A server's configuration with an operator and one account that may use JetStream, and a file of one of its users. */
export function operatorAccounts(): { config: string; credentials: string } {
  const [operator, system, account, user] = [
    nkeys.createOperator(),
    nkeys.createAccount(),
    nkeys.createAccount(),
    nkeys.createUser(),
  ];
  const limits = {
    subs: ANY,
    data: ANY,
    payload: ANY,
    imports: ANY,
    exports: ANY,
    wildcards: true,
    conn: ANY,
    leaf: ANY,
  };
  const storage = { mem_storage: ANY, disk_storage: ANY, streams: ANY, consumer: ANY };
  const nats = { type: 'account', version: 2 };
  const systemToken = token(operator, system, 'SYS', { ...nats, limits });
  const accountToken = token(operator, account, 'CUSTOMERS', { ...nats, limits: { ...limits, ...storage } });
  const config = [
    `operator: ${token(operator, operator, 'OPERATOR', { type: 'operator', version: 2 })}`,
    `system_account: ${system.getPublicKey()}`,
    'resolver: MEMORY',
    `resolver_preload: { ${system.getPublicKey()}: ${systemToken}, ${account.getPublicKey()}: ${accountToken} }`,
  ].join('\n');
  return { config, credentials: credentialsOf(account, user) };
}

/** The file of a user that somebody else's account vouches for. */
export function strangersCredentials(): string {
  return credentialsOf(nkeys.createAccount(), nkeys.createUser());
}

function credentialsOf(account: Pair, user: Pair): string {
  const grant = { type: 'user', version: 2, pub: {}, sub: {}, subs: ANY, data: ANY, payload: ANY };
  const seed = Buffer.from(user.getSeed()).toString();
  return `-----BEGIN NATS USER JWT-----
${token(account, user, 'runtime', grant)}
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
${seed}
------END USER NKEY SEED------
`;
}

/** A JWT in the form that nats-server reads. */
function token(issuer: Pair, subject: Pair, name: string, nats: object): string {
  const claims = {
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name,
    nats,
  };
  const [header, body] = [{ typ: 'JWT', alg: 'ed25519-nkey' }, claims].map((part) => base64(JSON.stringify(part)));
  return `${header}.${body}.${base64(issuer.sign(Buffer.from(`${header}.${body}`)))}`;
}

function base64(bytes: string | Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
