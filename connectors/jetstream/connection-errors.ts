import { once } from 'node:events';
import { connect } from 'node:net';
import { MillraceError, messageOf, systemCodeOf } from '../../runtime/base/errors.ts';
import { limits } from '../../runtime/base/limits.ts';

const SECRETS = /authorization|authentication|permission|nkey|signature|nonce|jwt/i;
/** Of Node's TLS, of the client library, and of keys that don't belong together. */
const CERTIFICATES = /certificate|altnames|self.signed|tls|ssl|x509|handshake/i;

/** Why no connection came about, in the words of this project. */
export async function connectError(thrown: unknown, servers: readonly string[]): Promise<MillraceError> {
  if (thrown instanceof MillraceError) return thrown;
  const where = servers.join(', ');
  const text = messageOf(thrown);
  const refused = (what: string, fix: string): MillraceError =>
    new MillraceError('broker-refused', { what, where, fix, cause: thrown });
  if (CERTIFICATES.test(text) || /UNABLE_TO_|CERT|TLS|SSL/.test(systemCodeOf(thrown) ?? '')) {
    const fix = 'correct log.tls in the configuration (ca, certificate, key), or the certificates of the server';
    return refused(`there is no encrypted connection that both sides trust (tls): ${text}`, fix);
  }
  if (SECRETS.test(text)) {
    const fix = 'correct log.authentication in the configuration, or the accounts of the server';
    return refused(`NATS does not let this user in: ${text}`, fix);
  }
  // A server that doesn't know the client's certificate goes away without a word.
  const wanting = await Promise.all(servers.map(wantsCertificate));
  if (wanting.includes(true)) {
    const fix = 'name one that it knows with log.tls.certificate and log.tls.key in the configuration';
    return refused(`the server lets nobody in without a certificate that it knows (tls): ${text}`, fix);
  }
  return new MillraceError('broker-unavailable', {
    what: `no NATS server can be reached: ${text}`,
    where,
    fix: 'start nats-server (for development: npm run services -- start), or correct log.servers',
    cause: thrown,
  });
}

/** What a server says of itself before anything is encrypted. False when it says nothing. */
async function wantsCertificate(server: string): Promise<boolean> {
  const { hostname, port } = new URL(server);
  const socket = connect(port === '' ? 4222 : Number(port), hostname.replace(/^\[|\]$/g, ''));
  try {
    const [greeting] = (await once(socket, 'data', { signal: AbortSignal.timeout(limits.answerMilliseconds) })) as [
      Buffer,
    ];
    return /^INFO .*"tls_verify":\s*true/.test(greeting.toString('latin1'));
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
