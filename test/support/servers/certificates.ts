import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../../runtime/base/errors.ts';

/** Files of one authority and what it signed, in a folder. */
export interface Certificates {
  readonly ca: string;
  /** Of a server at 127.0.0.1. */
  readonly server: { readonly certificate: string; readonly key: string };
  readonly client: { readonly certificate: string; readonly key: string };
}

/** Why certificates can't be made here; undefined when they can. */
export function whyNoCertificates(): string | undefined {
  try {
    execFileSync('openssl', ['version'], { stdio: 'pipe' });
    return undefined;
  } catch (thrown) {
    if (process.env.MILLRACE_REQUIRE_SERVERS) throw thrown;
    return `openssl cannot be run: ${messageOf(thrown)}`;
  }
}

/** Makes an authority of its own, and a certificate each for a server and a client, good for two days. */
export function makeCertificates(folder: string): Certificates {
  mkdirSync(folder, { recursive: true });
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', [...args], { cwd: folder, stdio: 'pipe' });
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=test-authority',
    '-days',
    '2',
  );
  const signed = (name: string): { certificate: string; key: string } => {
    writeFileSync(file(`${name}.ext`), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
    openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...authority,
      '-out',
      `${name}.pem`,
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
    );
    return { certificate: file(`${name}.pem`), key: file(`${name}.key`) };
  };
  return { ca: file('ca.pem'), server: signed('server'), client: signed('client') };
}
